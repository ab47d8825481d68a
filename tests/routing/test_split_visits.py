"""Splitting doors evenly among teams."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.routing.moving import split_visits
from outreach.routing.refusals import Refused
from outreach.routing.splitting import split_evenly

places = st.one_of(st.none(), st.tuples(st.floats(40, 42, width=32), st.floats(-73, -71, width=32)))


@given(st.lists(places, min_size=1, max_size=30), st.lists(places, min_size=1, max_size=5))
def test_no_team_gets_two_more_than_another(doors, starts):
    shares = split_evenly(doors, starts)
    assert len(shares) == len(doors)
    counts = Counter(shares)
    sizes = [counts[team] for team in range(len(starts))]
    assert max(sizes) - min(sizes) <= 1


def test_each_team_gets_the_doors_around_it():
    west, east = [(41.7, -72.9 + at / 100) for at in range(3)], [(41.7, -72.1)] * 3
    assert split_evenly([*west, *east], [(41.7, -72.9), (41.7, -72.1)]) == [0, 0, 0, 1, 1, 1]


def test_it_splits_among_the_plans_teams(draft):
    keys = list(draft.planned_visits.values_list("pk", flat=True))
    moved = split_visits(draft, draft.version, keys)
    assert moved.count == 6
    assert [route.planned_visits.count() for route in draft.routes.all()] == [3, 3]


def test_it_has_nothing_to_split_without_teams(draft, team, other_team):
    for each in (team, other_team):
        each.is_active = False
        each.save()
    with pytest.raises(Refused, match="nothing to split"):
        split_visits(draft, draft.version, [draft.planned_visits.first().pk])
