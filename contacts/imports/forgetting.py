"""Forgetting uploads that nobody confirmed."""

from datetime import datetime, timedelta

from contacts.models import LeadImport

KEPT = timedelta(days=7)


def forget_unconfirmed(now: datetime) -> int:
    """Empty the content of uploads that were not imported within a week; return how many."""
    old = LeadImport.objects.filter(uploaded_at__lt=now - KEPT, content__isnull=False)
    return old.update(content=None)
