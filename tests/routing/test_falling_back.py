"""Travel times from a source that may fail, and what a plan is told then."""

from math import ceil

import numpy as np

from outreach.routing.falling_back import FallingBack, Fault, NoTravelTimes, Ways
from outreach.routing.problem import Window
from outreach.routing.road_network import CONFIGURATION
from outreach.routing.sources import travel_times
from outreach.routing.speeds import pace_of
from outreach.routing.travel import PARKING_SECONDS, GreatCircle

HERE, THERE, FAR = (41.76, -72.68), (41.77, -72.69), (41.9, -72.6)
HOUR = 3600
PACE = pace_of([(0, 8.0), (16 * HOUR, 7.0)])
DAY, RUSH = Window(9 * HOUR, 16 * HOUR), Window(15 * HOUR, 18 * HOUR)


class Known:
    source = "known"

    def __init__(self, ways):
        self.answer = ways

    def ways(self, places):
        return Ways(*(np.array(each, dtype=float) for each in self.answer))


class Broken:
    source = "broken"

    def ways(self, places):
        raise NoTravelTimes(Fault.SILENT)


def test_it_adds_the_time_to_park():
    roads = Known(([[0, 100.2], [90, 0]], [[0, 900.4], [800, 0]]))
    matrix = FallingBack(roads, GreatCircle()).matrix([HERE, THERE])
    assert matrix.seconds.tolist() == [[0, 101 + PARKING_SECONDS], [90 + PARKING_SECONDS, 0]]
    assert matrix.metres.tolist() == [[0, 900], [800, 0]]
    assert (matrix.source, matrix.fell_back) == ("known", "")


def test_one_building_needs_no_time_whatever_the_roads_say():
    roads = Known(([[0, 5], [5, 0]], [[0, 50], [50, 0]]))
    matrix = FallingBack(roads, GreatCircle()).matrix([HERE, HERE])
    assert matrix.seconds.tolist() == [[0, 0], [0, 0]]


def test_it_guesses_what_the_roads_do_not_know():
    nan = float("nan")
    roads = Known(([[0, nan], [90, 0]], [[0, nan], [800, 0]]))
    guess = GreatCircle().matrix([HERE, None, THERE])
    matrix = FallingBack(roads, GreatCircle()).matrix([HERE, None, THERE])
    assert matrix.seconds[0, 2] == guess.seconds[0, 2]
    assert matrix.seconds[2, 0] == 90 + PARKING_SECONDS
    assert matrix.seconds[0, 1] == guess.seconds[0, 1]


def test_it_falls_back_and_says_so():
    matrix = FallingBack(Broken(), GreatCircle()).matrix([HERE, THERE, FAR])
    assert matrix.source == "great circle"
    assert matrix.fell_back == "SILENT"
    assert matrix.seconds.tolist() == GreatCircle().matrix([HERE, THERE, FAR]).seconds.tolist()


def test_it_takes_what_is_set_up(settings, tmp_path):
    settings.TRAVEL_TIME_URL, settings.ROADS_DIR = "", tmp_path
    assert travel_times(PACE, DAY).source == "great circle"
    (tmp_path / CONFIGURATION).write_text("{}")
    assert travel_times(PACE, DAY).source == "road network"
    settings.TRAVEL_TIME_URL = "http://127.0.0.1:9"
    assert travel_times(PACE, DAY).source == "table service"


def test_the_guess_holds_at_any_of_the_hours(settings, tmp_path):
    settings.TRAVEL_TIME_URL, settings.ROADS_DIR = "", tmp_path
    metres = GreatCircle().matrix([HERE, THERE]).metres[0, 1]
    for hours, speed in ((DAY, 8), (RUSH, 7)):
        seconds = travel_times(PACE, hours).matrix([HERE, THERE]).seconds[0, 1]
        assert seconds == ceil(metres / speed) + PARKING_SECONDS


def test_a_network_that_cannot_be_read_falls_back(settings, tmp_path):
    settings.TRAVEL_TIME_URL, settings.ROADS_DIR = "", tmp_path
    (tmp_path / CONFIGURATION).write_text("{")
    matrix = travel_times(PACE, DAY).matrix([HERE, THERE])
    assert matrix.source == "great circle"
    assert matrix.fell_back.startswith("NOT_LOADED ") or matrix.fell_back == "NOT_INSTALLED"
