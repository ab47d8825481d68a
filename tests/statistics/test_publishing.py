"""What was published stays; nobody can subtract one publication from another, nor a restatement."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from django.db import connection
from scipy.optimize import linprog
from scipy.sparse import lil_array

from contacts import keys
from outreach.statistics import publishing
from outreach.statistics.cells import Cell, Published
from outreach.statistics.exports import export_figures
from outreach.statistics.figures import count_campaign
from outreach.statistics.files import told_of
from outreach.statistics.models import Publication, Tally
from outreach.statistics.publishing import publish_period
from outreach.statistics.snapshots import refresh_snapshot
from outreach.statistics.suppression import SMALL, is_small
from tests.statistics.history import make_history, report_visit, undo, visit_of

PERIODS = [
    (date(2026, 10, 12), date(2026, 10, 31)),
    (date(2026, 10, 20), date(2026, 11, 15)),
    (date(2026, 10, 12), date(2026, 11, 15)),
    (date(2026, 10, 13), date(2026, 11, 15)),
    (date(2026, 10, 12), date(2026, 10, 30)),
]
MEASURES = {"logged", "crises", "aborted", "prompt", "naloxone_kits", "texts_sent", "referrals"}


def value(publication: Publication, measure: str, place: str = "") -> int | None:
    return Published.from_json(publication.figures).value(measure, place, publication.period)


def log(team, times: int, day: date = date(2026, 10, 7), disposition: str = "NO_ANSWER") -> list:
    return [report_visit(visit_of(team, day=day), disposition) for _ in range(times)]


OCTOBER = date(2026, 10, 1), date(2026, 10, 31)


def test_it_is_frozen_while_nothing_changed(campaign, team) -> None:
    log(team, 30)
    first = publish_period(campaign, *OCTOBER)
    assert publish_period(campaign, *OCTOBER) == first
    assert first.restates is None
    assert value(first, "attempts") == 30


def test_what_changed_is_a_restatement_with_its_difference(campaign, team, manager) -> None:
    log(team, 30)
    first = publish_period(campaign, *OCTOBER)
    log(team, 12)
    second = publish_period(campaign, *OCTOBER, by=manager)
    assert (second.restates, second.made_by) == (first, manager)
    assert ["attempts", "", second.period, 30, 42] in second.differences
    first.refresh_from_db()
    assert value(first, "attempts") == 30


def test_a_small_difference_is_not_told(campaign, team) -> None:
    """From 30 to 31 would tell that one visit came late, to whoever knows of that visit."""
    log(team, 30)
    publish_period(campaign, *OCTOBER)
    log(team, 1)
    second = publish_period(campaign, *OCTOBER)
    assert value(second, "attempts") == 30
    assert not [change for change in second.differences if change[0] == "attempts"]


def test_a_small_difference_of_differences_is_not_told(campaign, team, other_team) -> None:
    log(team, 30)
    log(other_team, 30)
    publish_period(campaign, *OCTOBER)
    log(team, 14)
    log(other_team, 2)
    second = publish_period(campaign, *OCTOBER)
    assert value(second, "attempts") == 60


def test_one_day_longer_does_not_tell_that_day(campaign, team) -> None:
    log(team, 30)
    first = publish_period(campaign, *OCTOBER)
    log(team, 3, date(2026, 11, 1))
    log(team, 40, date(2026, 11, 10))
    longer = publish_period(campaign, OCTOBER[0], date(2026, 11, 1))
    assert value(first, "attempts") == 30
    assert value(longer, "attempts") is None


@pytest.mark.parametrize(("late", "shown"), [(0, 30), (3, None), (12, 42)])
def test_what_came_late_is_not_told_by_another_period(campaign, team, late, shown) -> None:
    """Whoever holds October knows 30; the same days and one more would tell the 3 since."""
    log(team, 30)
    october = publish_period(campaign, *OCTOBER)
    log(team, late)
    longer = publish_period(campaign, OCTOBER[0], date(2026, 11, 1))
    assert value(october, "attempts") == 30
    assert value(longer, "attempts") == shown


def test_a_week_is_not_published_again_with_a_few_more(campaign, team) -> None:
    log(team, 30)
    publish_period(campaign, *OCTOBER)
    log(team, 3)
    log(team, 40, date(2026, 11, 10))
    longer = publish_period(campaign, date(2026, 10, 1), date(2026, 11, 30))
    figures = Published.from_json(longer.figures)
    assert figures.value("attempts", "", "2026-W41") is None
    dashboard = Published.from_json(refresh_snapshot(campaign).figures)
    assert dashboard.value("attempts", "", "2026-W41") is None


def test_part_of_a_week_does_not_tell_its_other_part(campaign, team) -> None:
    log(team, 30, date(2026, 10, 7))
    log(team, 3, date(2026, 10, 9))
    dashboard = Published.from_json(refresh_snapshot(campaign).figures)
    assert dashboard.value("attempts", "", "2026-W41") == 33
    part = publish_period(campaign, date(2026, 10, 1), date(2026, 10, 8))
    assert value(part, "attempts") is None


def test_the_dashboard_hides_what_a_publication_hides(campaign, team, other_team) -> None:
    log(team, 4)
    log(other_team, 40)
    first = publish_period(campaign, *OCTOBER)
    assert value(first, "attempts", f"team:{other_team.code}") is None
    log(team, 40, date(2026, 11, 10))
    dashboard = Published.from_json(refresh_snapshot(campaign).figures)
    hidden = {c for c, n in Published.from_json(first.figures).values.items() if n is None}
    weeks = {cell for cell in dashboard.values if cell.week in dashboard.weeks}
    assert {c for c in hidden & weeks if dashboard.values[c] is not None} == set()


def test_a_small_difference_between_definitions_is_not_told(campaign, team, monkeypatch) -> None:
    log(team, 30)
    publish_period(campaign, *OCTOBER)
    log(team, 1)
    monkeypatch.setattr(publishing, "DEFINITIONS_VERSION", 99)
    second = publish_period(campaign, *OCTOBER)
    assert (second.definitions_version, second.restates, second.differences) == (99, None, [])
    assert value(second, "attempts") == 30


def test_one_day_longer_by_other_definitions_does_not_tell_that_day(
    campaign, team, monkeypatch
) -> None:
    log(team, 30)
    publish_period(campaign, *OCTOBER)
    log(team, 3, date(2026, 11, 1))
    log(team, 40, date(2026, 11, 10))
    monkeypatch.setattr(publishing, "DEFINITIONS_VERSION", 99)
    longer = publish_period(campaign, OCTOBER[0], date(2026, 11, 1))
    assert value(longer, "attempts") is None


def test_what_was_redefined_shows_as_it_is_now(campaign, team, monkeypatch) -> None:
    log(team, 30)
    first = Published.from_json(publish_period(campaign, *OCTOBER).figures)
    log(team, 1)
    monkeypatch.setattr(publishing, "DEFINITIONS_VERSION", 99)
    measures = {cell.measure for cell in first.values}
    monkeypatch.setattr(publishing, "REDEFINED", dict.fromkeys(measures, 99))
    assert value(publish_period(campaign, *OCTOBER), "attempts") == 31


@pytest.mark.slow
@pytest.mark.parametrize("versions", [(3, 3, 3, 3, 3), (2, 2, 3, 3, 2)])
def test_an_attacker_with_all_that_was_published_gets_no_small_count(
    campaign, office, other_office, monkeypatch, versions
) -> None:
    """Overlapping periods in any order, by one or several versions of the definitions, and the
    dashboard, put into one linear programme."""
    campaign.offices.add(other_office)
    make_history(campaign, [office, other_office], seed=4, people=60, visits=260)
    public = {}
    for version, (since, until) in zip(versions, PERIODS, strict=True):
        monkeypatch.setattr(publishing, "DEFINITIONS_VERSION", version)
        made = publish_period(campaign, since, until)
        public |= Published.from_json(made.figures).values
    public |= Published.from_json(refresh_snapshot(campaign).figures).values
    periods = tuple(f"{since}/{until}" for since, until in PERIODS)
    counts = count_campaign(campaign, periods=periods)
    assert _subtracting_gives_small_counts(counts, periods)
    checked = 0
    for measure in sorted(MEASURES):
        groups = [g for g in counts.sums() if {c.measure for c in g.cells} == {measure}]
        hidden = [c for c in public if c.measure == measure and public[c] is None]
        small = [c for c in hidden if is_small(counts.values.get(c, 0))]
        for cell in Random(1).sample(small, min(len(small), 8)):
            checked += 1
            assert _most(cell, groups, public) > SMALL, cell
    assert checked > 20


def _subtracting_gives_small_counts(counts, periods) -> bool:
    """Say whether the attack would have something to find: an overlap that differs by few."""
    totals = [counts.values.get(Cell("logged", "", period), 0) for period in periods]
    return any(is_small(abs(one - other)) for one in totals for other in totals)


def _most(cell: Cell, groups, public) -> float:
    """Return the most that the cell can be. What is hidden is at least 1, pieces at least 0."""
    unknown = sorted({c for g in groups for c in g.cells if public.get(c) is None})
    column = {c: number for number, c in enumerate(unknown)}
    table = lil_array((len(groups), len(unknown)))
    constants = np.zeros(len(groups))
    for number, group in enumerate(groups):
        for factor, at in [(-1, group.total), *((1, part) for part in group.parts)]:
            if at in column:
                table[number, column[at]] += factor
            else:
                constants[number] -= factor * public[at]
    goal = np.zeros(len(unknown))
    goal[column[cell]] = -1
    bounds = [(1 if c in public else 0, 10_000) for c in unknown]
    found = linprog(goal, A_eq=table.tocsr(), b_eq=constants, bounds=bounds)
    assert found.success, found.message
    return -float(found.fun)


def test_several_publications_in_a_row_stand_beside_each_other(campaign, team) -> None:
    log(team, 60, date(2026, 10, 5))
    for days in range(4):
        publish_period(campaign, OCTOBER[0], OCTOBER[1] + timedelta(days=days))
    assert Publication.objects.count() == 4


def test_no_file_tells_how_many_rows_were_counted(campaign, team) -> None:
    """One visit more would show there, however well its figures hide it."""
    log(team, 30)
    first = told_of(export_figures(campaign, *OCTOBER))
    log(team, 1)
    second = told_of(export_figures(campaign, *OCTOBER))
    assert second["restates"] == first["publication"]
    changed = {name for name, value in second.items() if value != first[name]}
    assert changed <= {"made_at_utc", "publication", "restates", "counted_hash"}


def test_its_hash_cannot_be_formed_without_our_key(campaign, team, monkeypatch) -> None:
    """Whoever knows how it is made would try all that the few rows of one day could be."""
    log(team, 1)
    ours = publish_period(campaign, *OCTOBER).digest
    monkeypatch.setattr(keys, "_key", lambda: b"another key")
    assert publish_period(campaign, *OCTOBER).digest != ours


def test_a_small_difference_to_one_before_the_last_is_not_told(campaign, team) -> None:
    """30, then 42, then 31: whoever kept the first file would see the one that is left."""
    log(team, 30)
    publish_period(campaign, *OCTOBER)
    more = log(team, 12)
    second = publish_period(campaign, *OCTOBER)
    for report in more[:11]:
        undo(report)
    third = publish_period(campaign, *OCTOBER)
    assert third.restates == second
    assert [value(one, "attempts") for one in (second, third)] == [42, 42]
    for report in more[11:]:
        undo(report)
    assert value(publish_period(campaign, *OCTOBER), "attempts") == 30


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_it_finds_out_what_may_be_shown(campaign, team, monkeypatch) -> None:
    freeze, waiting = publishing._freeze, []

    def look(*args) -> dict:
        waiting.append(connection.in_atomic_block)
        return freeze(*args)

    monkeypatch.setattr(publishing, "_freeze", look)
    log(team, 12)
    publish_period(campaign, *OCTOBER)
    assert waiting == [False]


def test_it_knows_what_became_public_meanwhile(campaign, team, monkeypatch) -> None:
    """Of two at once, the second begins again beside what the first published."""
    log(team, 30)
    freeze, known = publishing._freeze, []

    def be_late(*args) -> dict:
        known.append([*publishing.published_before(campaign)])
        if len(known) == 1:
            publish_period(campaign, *OCTOBER)
        return freeze(*args)

    monkeypatch.setattr(publishing, "_freeze", be_late)
    publish_period(campaign, OCTOBER[0], date(2026, 11, 1))
    assert known == [[], [], ["2026-10-01/2026-10-31"]]


def test_it_begins_again_where_someone_was_erased_meanwhile(campaign, team, monkeypatch) -> None:
    log(team, 12)
    freeze, times = publishing._freeze, []

    def be_late(*args) -> dict:
        if not times:
            sent = [f"team:{team.code}", "2026-10-05", "SENT", 1]
            Tally.objects.create(campaign=campaign, counts=[sent])
        times.append(True)
        return freeze(*args)

    monkeypatch.setattr(publishing, "_freeze", be_late)
    assert publish_period(campaign, *OCTOBER).counted == 12 + 1 + 1
    assert len(times) == 2
