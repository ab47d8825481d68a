"""How often one user may search: counted from the audit, which holds every search anyway."""

from datetime import datetime, timedelta
from typing import Any

from auditlog import get_logentry_model
from django.db.models import QuerySet

from contacts.looks import SEARCH

# More than a day of answering phones needs, and far fewer than going through everyone would take.
LIMITS = ((timedelta(minutes=10), 30), (timedelta(days=1), 200))


def searches_too_often(user: Any, now: datetime) -> bool:
    """Tell whether the user has searched as often as anyone may."""
    return too_often(get_logentry_model().objects.filter(actor=user, object_repr=SEARCH), now)


def too_often(entries: QuerySet[Any], now: datetime) -> bool:
    """Tell whether there are as many such entries of the audit as there may be until now."""
    return any(entries.filter(timestamp__gt=now - span).count() >= most for span, most in LIMITS)
