"""What the tests of campaigns send and look for."""

import pytest
from django.utils import timezone


@pytest.fixture
def campaign_data(office):
    """A campaign as the form sends it."""
    today = timezone.localdate()
    return {
        "name": "Winter doors",
        "goal": "100",
        "starts_on": today.isoformat(),
        "ends_on": today.replace(year=today.year + 1, day=1).isoformat(),
        "visiting_from": "09:00",
        "visiting_to": "19:30",
        "visiting_days": ["1", "3", "2"],
        "minutes_a_visit": "10",
        "hours_between_attempts": "20",
        "attempt_cap": "3",
        "keep_days": "180",
        "offices": [str(office.pk)],
    }


@pytest.fixture
def write_script(campaign):
    """Return a function that writes the campaign's script in a language."""

    def write(language="en"):
        return campaign.scripts.create(
            language=language, to_the_person="Hello", to_anyone_else="A health matter"
        )

    return write
