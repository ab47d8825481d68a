"""Which day's doors are a user's own now."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from outreach.campaigns.models import Team

ONE_DAY = timedelta(days=1)


def working_day(user: Any, now: datetime) -> date:
    """Return today, or yesterday while a shift of the user's that passes midnight is not over."""
    today = timezone.localdate(now)
    return today - ONE_DAY if out_since_yesterday(Team.objects.filter(members=user), now) else today


def out_since_yesterday(teams: QuerySet[Team], now: datetime) -> set[int]:
    """Return the keys of those teams whose shift began yesterday and is not over."""
    yesterday = timezone.localdate(now) - ONE_DAY
    nights = teams.filter(is_active=True, shift_to__lt=F("shift_from")).select_related("office")
    shifts = {team.pk: team.hours_on(yesterday, team.office.zone) for team in nights}
    return {key for key, hours in shifts.items() if hours and now < hours[1]}
