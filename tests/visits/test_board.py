"""The board: how far the teams are that are out now, those too whose shift began yesterday."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.factories import TeamFactory, VisitFactory

YESTERDAY, TODAY = date(2026, 11, 24), date(2026, 11, 25)
HERE = ZoneInfo("America/New_York")


@pytest.fixture
def shown(coordinator, signed_in):
    def read(at: time) -> str:
        with time_machine.travel(datetime.combine(TODAY, at, HERE), tick=False):
            return signed_in(coordinator).get("/visits/board/").content.decode()

    return read


@pytest.fixture
def teams(campaign, office):
    """A team of the night and one of the day, each with doors on both days."""
    shifts = {"Night owls": (time(20), time(2)), "Early birds": (time(8), time(16))}
    for name, (start, end) in shifts.items():
        team = TeamFactory(
            campaign=campaign, office=office, name=name, shift_from=start, shift_to=end
        )
        VisitFactory(team=team, day=YESTERDAY, status="LOGGED")
        VisitFactory.create_batch(2, team=team, day=TODAY)


@pytest.mark.usefixtures("in_new_york")
@pytest.mark.parametrize(
    ("at", "night", "day"),
    [(time(1), "1 of 1", "0 of 2"), (time(3), "0 of 2", "0 of 2"), (time(21), "0 of 2", "0 of 2")],
    ids=["in the night", "after it", "in the next one"],
)
def test_a_team_that_is_out_past_midnight_keeps_its_doors(shown, teams, at, night, day):
    text = " ".join(shown(at).split())
    owls, birds = text.index("Night owls"), text.index("Early birds")
    parts = {"night": text[owls:][:600], "day": text[birds:][:600]}
    assert night in parts["night"].split("Early birds")[0]
    assert day in parts["day"].split("Night owls")[0]
