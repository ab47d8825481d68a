"""A source of travel times that keeps silent holds up one look-up, not each route's."""

import pytest

from outreach.routing import falling_back, sources
from outreach.routing.falling_back import FallingBack, Fault, NoTravelTimes, Spared
from outreach.routing.moving import split_visits
from outreach.routing.planning import make_plan
from outreach.routing.travel import GreatCircle

PLACES = [(41.76, -72.68), (41.77, -72.69)]


class Failing:
    """Counts how often it is asked, and fails."""

    source = "failing"

    def __init__(self, fault):
        self.fault, self.asked = fault, 0

    def ways(self, places):
        self.asked += 1
        raise NoTravelTimes(self.fault, "ReadTimeout")


@pytest.fixture(autouse=True)
def _nobody_is_spared_yet():
    falling_back._spared.clear()


@pytest.fixture
def silent(settings, monkeypatch):
    """What is set up as the table service."""
    roads = Failing(Fault.SILENT)
    settings.TRAVEL_TIME_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(sources, "TableService", lambda _url: roads)
    return roads


def test_it_is_asked_again_only_after_a_while(monkeypatch):
    now, roads = [100.0], Failing(Fault.SILENT)
    monkeypatch.setattr(falling_back, "monotonic", lambda: now[0])
    travel = FallingBack(Spared(roads, seconds=60), GreatCircle())
    for _time in range(3):
        assert travel.matrix(PLACES).fell_back == "SILENT ReadTimeout"
    assert roads.asked == 1
    now[0] += 61
    travel.matrix(PLACES)
    assert roads.asked == 2


def test_one_that_is_quick_to_refuse_is_asked_each_time():
    roads = Failing(Fault.REFUSED)
    travel = FallingBack(Spared(roads), GreatCircle())
    for _time in range(3):
        travel.matrix(PLACES)
    assert roads.asked == 3


def test_planning_and_splitting_a_day_ask_it_once(
    silent, campaign, office, day, team, other_team, enroll
):
    enroll(6)
    plan = make_plan(campaign, office, day)
    assert plan.travel_fault == "SILENT ReadTimeout"
    keys = list(plan.planned_visits.values_list("pk", flat=True))
    split_visits(plan, plan.version, keys)
    assert silent.asked == 1


def test_what_is_saved_compares_times_of_one_source(
    settings, monkeypatch, campaign, office, day, team, enroll
):
    """The service fails for all doors together and answers, ten times as slow, for one route."""

    class Moody(Failing):
        def ways(self, places):
            self.asked += 1
            if self.asked == 1:
                raise NoTravelTimes(self.fault)
            guess = GreatCircle().matrix(places)
            return falling_back.Ways(guess.seconds * 10.0, guess.metres * 1.0)

    settings.TRAVEL_TIME_URL = "http://127.0.0.1:9"
    moody = Moody(Fault.UNREADABLE)
    monkeypatch.setattr(sources, "TableService", lambda _url: moody)
    enroll(1)
    route = make_plan(campaign, office, day).routes.get()
    assert route.list_order_seconds == route.travel_seconds > 0
