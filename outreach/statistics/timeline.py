"""Weeks, published periods, and how they overlap. Plain values, no models.

A period, such as a quarter, may cut a week in two. Whoever knows the weeks and the period can
subtract; so the pieces are cells too, which are never shown but must not follow from what is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

ALL_WEEKS = ""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """Such as 2026-10-01/2026-12-31."""
        return f"{self.first}/{self.last}"

    def within(self, other: "Span") -> bool:
        """Say whether each of its days is one of the other's."""
        return other.first <= self.first and self.last <= other.last

    def cut(self, starts: Iterable[date]) -> list["Span"]:
        """Return its pieces, of which a new one begins on each of the days inside it."""
        begins = [self.first, *sorted({day for day in starts if self.first < day <= self.last})]
        ends = [day - ONE_DAY for day in begins[1:]] + [self.last]
        return [Span(*pair) for pair in zip(begins, ends, strict=True)]


def period_span(name: str) -> Span:
    """Return the days of a period of that name."""
    first, last = name.split("/")
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def week_of(day: date) -> str:
    """Return the ISO name, such as 2026-W47, of the day's week."""
    return f"{day:%G-W%V}"


def week_span(week: str) -> Span:
    """Return the days of a week of that ISO name."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return Span(monday, monday + 6 * ONE_DAY)


@dataclass(frozen=True)
class Timeline:
    """The weeks in their order, and periods of which the figures are or become public."""

    weeks: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    _starts: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spans = [period_span(name) for name in self.periods]
        starts = {day for span in spans for day in (span.first, span.last + ONE_DAY)}
        object.__setattr__(self, "_starts", frozenset(starts))

    @classmethod
    def between(cls, first: date, last: date, periods: Iterable[str] = ()) -> "Timeline":
        """Return the weeks from that of the first day to that of the last."""
        monday = week_span(week_of(first)).first
        weeks = [week_of(monday + 7 * n * ONE_DAY) for n in range(((last - monday).days // 7) + 1)]
        return cls(tuple(weeks), tuple(periods))

    @property
    def whole(self) -> Span:
        """All its days."""
        return Span(week_span(self.weeks[0]).first, week_span(self.weeks[-1]).last)

    @cached_property
    def pieces(self) -> dict[str, tuple[Span, ...]]:
        """The pieces of each week: itself, unless a period cuts it."""
        return {week: tuple(week_span(week).cut(self._starts)) for week in self.weeks}

    @cached_property
    def slots(self) -> dict[str, Span]:
        """The pieces of the weeks that are cut."""
        return {
            f"part {span.name}": span
            for several in self.pieces.values()
            if len(several) > 1
            for span in several
        }

    @cached_property
    def segments(self) -> dict[str, Span]:
        """All days, cut where a period begins or has ended; nothing where there is no period."""
        if not (self.weeks and self.periods):
            return {}
        return {f"between {span.name}": span for span in self.whole.cut(self._starts)}

    @cached_property
    def by_week(self) -> Mapping[str, tuple[str, ...]]:
        """Of which times each time is the sum, where weeks are counted."""
        slot_of = {span: name for name, span in self.slots.items()}
        atoms = {
            span: slot_of.get(span, week)
            for week, several in self.pieces.items()
            for span in several
        }
        sums = {ALL_WEEKS: self.weeks}
        for week, several in self.pieces.items():
            if len(several) > 1:
                sums[week] = tuple(slot_of[span] for span in several)
        for period in self.periods:
            inside = [name for span, name in atoms.items() if span.within(period_span(period))]
            sums[period] = tuple(inside)
        return sums

    @cached_property
    def by_segment(self) -> Mapping[str, tuple[str, ...]]:
        """Of which times each time is the sum, where no weeks are counted."""
        if not self.segments:
            return {}
        sums = {ALL_WEEKS: tuple(self.segments)}
        for period in self.periods:
            span = period_span(period)
            sums[period] = tuple(name for name, one in self.segments.items() if one.within(span))
        return sums

    @property
    def site_times(self) -> list[str]:
        """The times for which the campaign and offices are counted."""
        return [ALL_WEEKS, *self.weeks, *self.slots, *self.periods]

    @property
    def coarse_times(self) -> list[str]:
        """The times for which teams and outcomes are counted."""
        return [ALL_WEEKS, *self.periods, *self.segments]

    def whole_weeks(self, period: str) -> list[str]:
        """Return the weeks of which each day is in the period."""
        span = period_span(period)
        return [week for week in self.weeks if week_span(week).within(span)]
