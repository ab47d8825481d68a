"""What the next purges will erase, in words, before they do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.campaigns.models import Campaign, Enrollment


@dataclass(frozen=True)
class Forecast:
    """What becomes of one campaign's people, and when."""

    campaign: Campaign
    # Enrollments that become figures, and the people among them whom another campaign keeps.
    records: int
    staying: int
    today: date

    @property
    def is_due(self) -> bool:
        """Whether the next purge erases its people."""
        day = self.campaign.purge_on
        return day is not None and day <= self.today and not self.campaign.figures_since

    @property
    def is_overdue_to_close(self) -> bool:
        """Whether it is over but not closed, so that nothing of it is ever erased."""
        return self.campaign.takes_people and self.campaign.ends_on < self.today

    @property
    def sentence(self) -> str:
        """The dry run in words: "On 1 March, 1,204 records become figures."."""
        campaign = self.campaign
        if campaign.figures_since:
            return _("It consists of its figures since %(day)s.") % {
                "day": _day(timezone.localdate(campaign.figures_since))
            }
        if campaign.purge_on is None:
            return self._while_open
        return self._when_closed % {
            "day": _day(campaign.purge_on),
            "n": number_format(self.records, 0),
        }

    @property
    def _when_closed(self) -> str:
        if self.is_due:
            return ngettext(
                "With the next purge, %(n)s record becomes figures.",
                "With the next purge, %(n)s records become figures.",
                self.records,
            )
        return ngettext(
            "On %(day)s, %(n)s record becomes figures.",
            "On %(day)s, %(n)s records become figures.",
            self.records,
        )

    @property
    def _while_open(self) -> str:
        text = ngettext(
            "Nothing is erased before it is closed. It has %(n)s record.",
            "Nothing is erased before it is closed. It has %(n)s records.",
            self.records,
        )
        return text % {"n": number_format(self.records, 0)}

    @property
    def who_stays(self) -> str:
        """Say how many of them another campaign keeps; "" where that is nobody."""
        if not self.staying:
            return ""
        text = ngettext(
            "%(n)s person stays known, because another campaign keeps them.",
            "%(n)s people stay known, because another campaign keeps them.",
            self.staying,
        )
        return text % {"n": number_format(self.staying, 0)}


def forecast(campaign: Campaign, now: datetime) -> Forecast:
    """Count what a purge of the campaign would do, and do nothing."""
    others = Enrollment.objects.filter(contact=OuterRef("contact")).exclude(campaign=campaign)
    mine = campaign.enrollments
    staying = mine.filter(Exists(others)).count()
    return Forecast(campaign, mine.count(), staying, timezone.localdate(now))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
