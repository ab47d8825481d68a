"""Which source of travel times this installation has set up."""

from django.conf import settings

from outreach.routing.falling_back import FallingBack, Spared
from outreach.routing.problem import Window
from outreach.routing.road_network import CONFIGURATION, RoadNetwork
from outreach.routing.speeds import Pace
from outreach.routing.table_service import TableService
from outreach.routing.travel import GreatCircle, TravelTimes


def travel_times(pace: Pace, hours: Window) -> TravelTimes:
    """Return where travel times come from: a service that is set, else roads built, else a guess.

    The guess drives at the speed of each hour. What must hold at any hour, as the search wants it,
    takes what it takes in the slowest of `hours`.
    """
    guess = GreatCircle(metres_a_second=pace.slowest(hours.opens, hours.closes), pace=pace)
    if settings.TRAVEL_TIME_URL:
        return FallingBack(Spared(TableService(settings.TRAVEL_TIME_URL)), guess)
    if (settings.ROADS_DIR / CONFIGURATION).exists():
        return FallingBack(Spared(RoadNetwork(settings.ROADS_DIR)), guess)
    return guess
