"""Counting a campaign's columns: by campaign, office, team and week, and by outcome.

Grouped by pandas: one reading of the rows serves every count and every level.
"""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from outreach.campaigns.models import Campaign
from outreach.statistics.cells import ALL_WEEKS, Cell, Counts
from outreach.statistics.columns import Columns, read_columns, week_name
from outreach.statistics.day_parts import REACHED, TRIED, timed
from outreach.statistics.indicators import of_disposition
from outreach.visits.codelists import (
    ACCEPTED,
    ANY_REACH,
    ATTEMPTS,
    DIRECT_REACH,
    REFUSED,
    SupplyItem,
)

# The columns that name a cell's place and week, for each kind of cell that is made.
SITES = [["campaign"], ["office"]]
LEVELS = [*SITES, ["campaign", "week"], ["office", "week"], ["team"]]
OTHER_ITEMS = frozenset(SupplyItem) - {SupplyItem.NALOXONE, SupplyItem.TEST_STRIPS}


def count_campaign(
    campaign: Campaign, since: date | None = None, until: date | None = None
) -> Counts:
    """Count the campaign's visits from `since` to `until`, both included; all where they are None.

    The counts are not to be shown as they are: see `cells.publish`.
    """
    columns = read_columns(campaign, since, until)
    values = (
        dict(_persons(columns))
        | dict(_visits(columns.reports))
        | dict(_times(columns.reports))
        | dict(_items(columns.supplies))
    )
    return Counts(_weeks(columns), columns.offices, values)


def _weeks(columns: Columns) -> tuple[str, ...]:
    """Return every week from the first to the last with a visit, the empty ones between too."""
    weeks = pd.concat([columns.visits["week"], columns.reports["week"]])
    if weeks.empty:
        return ()
    return tuple(week_name(week) for week in range(weeks.min(), weeks.max() + 1))


def _persons(columns: Columns) -> Iterator[tuple[Cell, int]]:
    """Count each person once in each cell."""
    reports = columns.reports
    tried = reports[reports["disposition"].isin(ATTEMPTS)]
    found = {
        # A visit that was cancelled after an attempt was an assignment all the same.
        "assigned": pd.concat([columns.visits, tried]),
        "attempted": tried,
        "reached_any": tried[tried["disposition"].isin(ANY_REACH)],
        "reached_direct": tried[tried["disposition"].isin(DIRECT_REACH)],
        "accepted": tried[tried["response"].isin(ACCEPTED)],
        "refused": tried[tried["disposition"].isin(REFUSED)],
        "supplied": columns.supplies,
    }
    for count, rows in found.items():
        once = rows.drop_duplicates(["contact", "team", "week"])
        for level in LEVELS:
            persons = once.drop_duplicates([*level, "contact"]).groupby(level, observed=True).size()
            yield from _cells(count, persons)


def _visits(reports: pd.DataFrame) -> Iterator[tuple[Cell, int]]:
    tried = reports[reports["disposition"].isin(ATTEMPTS)]
    for level in LEVELS:
        yield from _cells("logged", reports.groupby(level, observed=True).size())
        yield from _cells("attempts", tried.groupby(level, observed=True).size())
        reached = tried[tried["disposition"].isin(ANY_REACH)]
        yield from _cells("visits_reached", reached.groupby(level, observed=True).size())
    for disposition, rows in reports.groupby("disposition", observed=True):
        for level in SITES:
            sizes = rows.groupby(level, observed=True).size()
            yield from _cells(of_disposition(str(disposition)), sizes)


def _times(reports: pd.DataFrame) -> Iterator[tuple[Cell, int]]:
    tried = reports[reports["disposition"].isin(ATTEMPTS)]
    found = {TRIED: tried, REACHED: tried[tried["disposition"].isin(ANY_REACH)]}
    for kind, rows in found.items():
        for (weekday, part), some in rows.groupby(["weekday", "part"], observed=True):
            code = timed(kind, str(weekday), str(part))
            for level in SITES:
                yield from _cells(code, some.groupby(level, observed=True).size())


def _items(supplies: pd.DataFrame) -> Iterator[tuple[Cell, int]]:
    kits = supplies[supplies["item"] == SupplyItem.NALOXONE]
    strips = supplies[supplies["item"] == SupplyItem.TEST_STRIPS]
    others = supplies[supplies["item"].isin(OTHER_ITEMS)]
    for level in LEVELS:
        yield from _cells("naloxone_kits", kits.groupby(level, observed=True)["quantity"].sum())
        yield from _cells("naloxone_doses", kits.groupby(level, observed=True)["doses"].sum())
        yield from _cells("test_strips", strips.groupby(level, observed=True)["quantity"].sum())
        yield from _cells("other_items", others.groupby(level, observed=True)["quantity"].sum())


def _cells(count: str, sizes: "pd.Series[int]") -> Iterator[tuple[Cell, int]]:
    for key, size in sizes.items():
        place, *week = key if isinstance(key, tuple) else (key,)
        yield Cell(count, place, week_name(week[0]) if week else ALL_WEEKS), int(size)
