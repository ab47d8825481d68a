"""Why something about a plan is not done. The message is for the person who asked."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contacts.models import Office
from outreach.routing.models import Plan


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A deed that the rules forbid. Nothing was written."""


def published_already(plan: Plan) -> Refused:
    """Say who published the plan, and when."""
    at = _clock(plan.published_at, plan.office)
    if plan.published_by:
        message = _("At %(time)s %(who)s published this plan.")
        return Refused(message % {"who": plan.published_by.short_name, "time": at})
    return Refused(_("At %(time)s this plan was published.") % {"time": at})


def changed_meanwhile(plan: Plan) -> Refused:
    """Say who changed the plan since the page was opened."""
    if plan.is_being_planned:
        return Refused(_("This day is being planned again. Wait for the new routes."))
    if plan.published_at and (plan.changed_at is None or plan.changed_at <= plan.published_at):
        return published_already(plan)
    if plan.changed_by and plan.changed_at:
        message = _("At %(time)s %(who)s changed this plan. Here it is as it is now.")
        at = _clock(plan.changed_at, plan.office)
        return Refused(message % {"who": plan.changed_by.short_name, "time": at})
    return Refused(_("This plan changed since you opened it. Here it is as it is now."))


def _clock(at: Any, office: Office) -> str:
    """Write the time of day at the office; with the date where that is not today."""
    if not isinstance(at, datetime):
        return ""
    local = localtime(at, office.zone)
    same_day = local.date() == localtime(timezone=office.zone).date()
    return date_format(local, "TIME_FORMAT" if same_day else "SHORT_DATETIME_FORMAT")
