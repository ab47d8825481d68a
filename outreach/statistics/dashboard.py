"""What the dashboard shows of a campaign's kept figures, at one place and in one time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outreach.accounts.models import User
from outreach.statistics.areas import AreaMap, covered, draw_areas
from outreach.statistics.cells import (
    CAMPAIGN,
    Published,
    monday_of,
    office_place,
    team_place,
)
from outreach.statistics.charts import (
    Bars,
    Heat,
    Trend,
    draw_by_unit,
    draw_funnel,
    draw_heat,
    draw_trend,
)
from outreach.statistics.day_parts import (
    HOME_RATE,
    LABELS,
    REACHED,
    TRIED,
    WEEKDAY_LABELS,
    WEEKDAYS,
    timed,
)
from outreach.statistics.indicators import BY_CODE, DISPOSITIONS, FUNNEL
from outreach.statistics.readings import Reading, read
from outreach.statistics.scope import Scope
from outreach.statistics.sections import (
    COLUMNS,
    HEADLINES,
    MESSAGES,
    MORE,
    QUALITY,
    REFERRALS,
    SERIES,
    SUPPLIES,
)
from outreach.statistics.timeline import ALL_WEEKS
from outreach.visits.models import Device
from outreach.visits.receipts import Receipts, receipts_of


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is about and its figures."""

    name: str
    readings: list[Reading]


class Dashboard:
    """Everything on the page; each property is one part of it, empty where it has no figures."""

    def __init__(self, scope: Scope, published: Published) -> None:
        self.scope, self._published = scope, published

    @property
    def is_counted(self) -> bool:
        """Whether the place was there already when the figures were made."""
        return self.scope.place in self._published.places

    def _read(self, codes: list[str]) -> list[Reading]:
        return [self._at(code, self.scope.place, self.scope.week) for code in codes]

    def _at(self, code: str, place: str, week: str = ALL_WEEKS) -> Reading:
        return read(self._published, code, place, week)

    @property
    def headlines(self) -> list[Reading]:
        """The four numbers on top."""
        return self._read(HEADLINES)

    @property
    def goal(self) -> int:
        """How many people the campaign wants to reach; 0 where that is not what is shown."""
        whole = self.scope.place == CAMPAIGN and not self.scope.week
        return self.scope.campaign.goal if whole else 0

    @property
    def goal_text(self) -> str:
        """The goal as people read it."""
        return number_format(self.goal, force_grouping=True)

    @property
    def week_words(self) -> str:
        """The chosen week in words."""
        return week_words(self.scope.week)

    @property
    def insight(self) -> str:
        """One plain line, only where the figures bear it."""
        rate = self._at("direct_reach_rate", self.scope.place, self.scope.week)
        reached = round((rate.value or 0) / 10)
        if not 0 < reached < 10:
            return ""
        text = ngettext(
            "Of every 10 people tried, about %(reached)s was reached in person.",
            "Of every 10 people tried, about %(reached)s were reached in person.",
            reached,
        )
        return text % {"reached": reached}

    @property
    def funnel(self) -> Bars:
        """From the people assigned to those who accepted help."""
        return draw_funnel(self.steps)

    @property
    def steps(self) -> list[Reading]:
        """The funnel's figures."""
        return self._read([*FUNNEL])

    step_indicators = [BY_CODE[code] for code in FUNNEL]
    series = [BY_CODE[code] for code in SERIES]
    columns = [BY_CODE[code] for code in COLUMNS]
    more_indicators = [BY_CODE[code] for code in MORE]
    supply_indicators = [BY_CODE[code] for code in SUPPLIES]

    @property
    def more(self) -> list[Reading]:
        """The figures that are neither headlines nor in the funnel."""
        return self._read(MORE)

    @property
    def after(self) -> list[Reading]:
        """Referral outcomes, message outcomes and the quality of the data."""
        return self._read([*REFERRALS, *MESSAGES, *QUALITY])

    @property
    def referrals(self) -> list[Reading]:
        """Referrals by kind, and what came of them."""
        return self._read(REFERRALS)

    @property
    def messages(self) -> list[Reading]:
        """Texts, and what came of them."""
        return self._read(MESSAGES)

    @property
    def referral_bars(self) -> Bars:
        """The referrals as a chart."""
        return draw_by_unit(self.referrals)

    @property
    def message_bars(self) -> Bars:
        """The texts as a chart."""
        return draw_by_unit(self.messages)

    @property
    def quality(self) -> list[Reading]:
        """How complete and how prompt the reports are."""
        return self._read(QUALITY)

    referral_indicators = [BY_CODE[code] for code in REFERRALS]
    message_indicators = [BY_CODE[code] for code in MESSAGES]
    quality_indicators = [BY_CODE[code] for code in QUALITY]
    area_indicators = [BY_CODE["direct_reach_rate"]]

    @cached_property
    def area_map(self) -> AreaMap | None:
        """The offices' areas where they lie, where more than one is in view and known.

        They are as small as areas get: figures by postal code would be hidden nearly everywhere.
        """
        if self.scope.office:
            return None
        where = covered(self.scope.offices)
        places = [
            (office.name, self._at("direct_reach_rate", place, self.scope.week), where[office.pk])
            for office in self.scope.offices
            if office.pk in where and (place := office_place(office.code)) in self._published.places
        ]
        return draw_areas(places) if len(places) > 1 else None

    @property
    def receipts(self) -> Receipts:
        """What phones of the offices in view still hold back: only its totals are to be shown."""
        offices = [self.scope.office] if self.scope.office else self.scope.offices
        people = User.objects.filter(offices__in=offices)
        return receipts_of(Device.objects.filter(user__in=people), timezone.localdate())

    @property
    def week_goal(self) -> int:
        """How many people a week would reach the campaign's goal by its last day; 0 for none."""
        campaign = self.scope.campaign
        weeks = -(-((campaign.ends_on - campaign.starts_on).days + 1) // 7)
        return -(-campaign.goal // weeks) if self.scope.place == CAMPAIGN else 0

    @property
    def supplies(self) -> list[Reading]:
        """What was handed over."""
        return self._read(SUPPLIES)

    @property
    def week_rows(self) -> list[Row]:
        """The campaign's or the office's weeks; none for a team."""
        if self.scope.team:
            return []
        return [
            Row(week_words(week), [self._at(code, self.scope.site, week) for code in SERIES])
            for week in self._published.weeks
        ]

    @property
    def trend(self) -> Trend:
        """The weeks as a chart."""
        rows = zip(self._published.weeks, self.week_rows, strict=True)
        drawn = [(row.name, _short(week), row.readings) for week, row in rows]
        return draw_trend(drawn, self.week_goal)

    @property
    def office_rows(self) -> list[Row]:
        """The user's offices by name, where more than one is in view."""
        if self.scope.office:
            return []
        places = [(office.name, office_place(office.code)) for office in self.scope.offices]
        return list(self._rows(places, self.scope.week))

    @property
    def team_rows(self) -> list[Row]:
        """The teams in view by office and name; none for one week."""
        if self.scope.week or self.scope.team:
            return []
        names = "{team.name}" if self.scope.office else "{team.office.name}: {team.name}"
        places = [(names.format(team=team), team_place(team.code)) for team in self.scope.teams]
        return list(self._rows(places, ALL_WEEKS))

    def _rows(self, places: list[tuple[str, str]], week: str) -> Iterator[Row]:
        """Yield a row a place; one that came after the figures were made is not in them yet."""
        for name, place in places:
            if place in self._published.places:
                yield Row(name, [self._at(code, place, week) for code in COLUMNS])

    @property
    def outcomes(self) -> list[Reading]:
        """The logged visits by outcome; none for a team or for one week."""
        if self.scope.team or self.scope.week:
            return []
        return [self._at(indicator.code, self.scope.site) for indicator in DISPOSITIONS]

    @property
    def home_rows(self) -> list[Row]:
        """How often someone was home, a row a part of the day; none for a team or for one week."""
        if self.scope.team or self.scope.week:
            return []
        return [
            Row(str(label), [self._home(weekday, part) for weekday in WEEKDAYS])
            for part, label in LABELS.items()
        ]

    def _home(self, weekday: str, part: str) -> Reading:
        counts = [timed(kind, weekday, part) for kind in (REACHED, TRIED)]
        reached, tried = (self._published.value(code, self.scope.site) for code in counts)
        return Reading(HOME_RATE, reached, tried, reached is None or tried is None)

    @property
    def weekdays(self) -> list[str]:
        """The days of the week in short."""
        return [str(label) for label in WEEKDAY_LABELS.values()]

    @property
    def heat(self) -> Heat:
        """When people are home, as a chart."""
        return draw_heat([(row.name, row.readings) for row in self.home_rows], self.weekdays)

    home_indicators = [HOME_RATE]

    @property
    def hides_something(self) -> bool:
        """Whether any of the campaign's figures is hidden."""
        return None in self._published.values.values()


def week_choices(published: Published) -> list[tuple[str, str]]:
    """Return each week's code and words, the latest first."""
    return [(week, week_words(week)) for week in reversed(published.weeks)]


def week_words(week: str) -> str:
    """Return a week by its Monday, such as "week of 12 October 2026"."""
    return _("Week of %(day)s") % {"day": date_format(monday_of(week), "DATE_FORMAT")}


def _short(week: str) -> str:
    # Translators: a date format as in the template filter `date`, for "Oct 12".
    return date_format(monday_of(week), _("M j"))
