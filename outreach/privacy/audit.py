"""The audit entries of deeds that are about no one record, written before they are done."""

from typing import Any

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType

from outreach.privacy.models import ErasureRecord


def log_event(deed: str, actor: Any = None, **details: object) -> None:
    """Write a deed that is about no one record, such as a backup or a search."""
    entries = get_logentry_model()
    entries.objects.create(
        content_type=ContentType.objects.get_for_model(ErasureRecord),
        object_pk="",
        object_repr=deed,
        action=entries.Action.ACCESS,
        actor=actor,
        additional_data={"deed": deed, **{name: str(value) for name, value in details.items()}},
    )
