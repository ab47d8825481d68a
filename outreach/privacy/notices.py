"""The lines on top of the pages of those who review looks."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.accounts.notices import Notice
from outreach.privacy.glass import REVIEW, to_review
from outreach.privacy.models import OddLooksReport


def of_broken_glass(user: Any) -> Notice | None:
    """Tell reviewers that someone broke the glass, and when the review is late."""
    waiting = list(to_review(user)) if user.has_perm(REVIEW) else []
    if not waiting:
        return None
    words = ngettext("Someone broke the glass.", "The glass was broken %(n)d times.", len(waiting))
    words %= {"n": len(waiting)}
    if any(glass.is_late for glass in waiting):
        words += " " + _("The review is late.")
    return Notice(words, reverse("privacy:glass_reviews"))


def of_odd_looks(user: Any) -> Notice | None:
    """Tell reviewers of a week with odd looks that nobody looked into."""
    if not user.has_perm(REVIEW):
        return None
    unread = OddLooksReport.objects.filter(read_at=None).exclude(findings=[])
    report = unread.first()
    if report is None:
        return None
    words = _("There were odd looks in the week of %(day)s.") % {
        "day": date_format(report.monday, "DATE_FORMAT")
    }
    return Notice(words, reverse("privacy:odd_looks"))
