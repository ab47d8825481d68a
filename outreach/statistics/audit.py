"""The audit entry that each export writes before its first byte leaves."""

from typing import Any

from contacts.looks import log_deed
from outreach.campaigns.models import Campaign


def log_export(campaign: Campaign, deed: str, actor: Any = None, **details: object) -> None:
    """Write who exported what of which campaign; details are codes, days and counts only.

    The actor is None for the command, which has no user.
    """
    log_deed(campaign, deed, actor, **details)
