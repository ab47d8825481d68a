"""Periods that people ask for by name, and those that a form begins with."""

from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.statistics.scope import choose_campaign

# Days that can be asked for. At the ends of the calendar no day comes before or after, and none has
# a begin in every time zone.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class Named(TextChoices):
    """A period that moves with the calendar."""

    LAST_WEEKS = "LAST_WEEKS", _("The last four whole weeks")
    LAST_MONTH = "LAST_MONTH", _("The last whole month")
    LAST_QUARTER = "LAST_QUARTER", _("The last whole quarter")


def days_of(named: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of a named period, all of it before today."""
    if named == Named.LAST_WEEKS:
        sunday = today - timedelta(days=today.isoweekday())
        return sunday - timedelta(days=27), sunday
    months = 3 if named == Named.LAST_QUARTER else 1
    begun = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    last = begun - timedelta(days=1)
    return last.replace(day=1, month=(last.month - 1) // months * months + 1), last


def first_days(user: Any) -> dict[str, Any]:
    """Return what an export's form begins with: the newest campaign and four weeks."""
    campaign, _campaigns = choose_campaign(user, "")
    since, until = days_of(Named.LAST_WEEKS, timezone.localdate())
    return {"campaign": campaign, "since": since, "until": until, "format": "csv"}
