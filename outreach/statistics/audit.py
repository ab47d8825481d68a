"""The audit entry that each export writes before its first byte leaves."""

from typing import Any

from auditlog.models import LogEntry

from outreach.campaigns.models import Campaign


def log_export(campaign: Campaign, deed: str, actor: Any = None, **details: object) -> None:
    """Write who exported what of which campaign; details are codes, days and counts only.

    The actor is None for the command, which has no user.
    """
    LogEntry.objects.log_create(
        campaign,
        force_log=True,
        action=LogEntry.Action.ACCESS,
        actor=actor,
        changes={},
        additional_data={"deed": deed, **{name: str(value) for name, value in details.items()}},
    )
