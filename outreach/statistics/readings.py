"""Figures as they are read: the value, or the word that stands for it. Plain values, no models."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from outreach.statistics.cells import CAMPAIGN, Published
from outreach.statistics.indicators import BY_CODE, Indicator
from outreach.statistics.timeline import ALL_WEEKS


@dataclass(frozen=True)
class Reading:
    """One indicator at one place and time, with nothing in it that is hidden."""

    indicator: Indicator
    numerator: int | None
    denominator: int | None
    is_hidden: bool

    @property
    def value(self) -> float | None:
        """The figure, None where it is hidden or where there is nothing to divide by."""
        if self.is_hidden or self.numerator is None:
            return None
        return self.indicator.value(self.numerator, self.denominator)

    @property
    def text(self) -> str:
        """The figure in the reader's language: a number, "hidden", or a dash for nobody yet."""
        if self.is_hidden:
            return _("hidden")
        if self.value is None:
            return "–"
        places = 0 if self.indicator.is_percent or not self.indicator.is_rate else 1
        number = number_format(self.value, decimal_pos=places, force_grouping=True)
        return f"{number}%" if self.indicator.is_percent else number

    @property
    def parts(self) -> str:
        """The two counts of a rate, as in "120 of 400"; empty for a count or a hidden rate."""
        if self.is_hidden or self.numerator is None or self.denominator is None:
            return ""
        numerator, denominator = (
            number_format(count, force_grouping=True)
            for count in (self.numerator, self.denominator)
        )
        return _("%(some)s of %(all)s") % {"some": numerator, "all": denominator}

    @property
    def as_list(self) -> list[Indicator]:
        """The indicator alone, for the list of definitions beside the figure."""
        return [self.indicator]


def read(published: Published, code: str, place: str = CAMPAIGN, week: str = ALL_WEEKS) -> Reading:
    """Return the indicator of that code; a rate is hidden with either of its counts.

    A rate's complement needs no rule here: where it is small, one of its counts is hidden.
    """
    indicator = BY_CODE[code]
    numerator = published.value(indicator.of, place, week)
    denominator = published.value(indicator.by, place, week) if indicator.is_rate else None
    hidden = numerator is None or (indicator.is_rate and denominator is None)
    return Reading(indicator, numerator, denominator, hidden)
