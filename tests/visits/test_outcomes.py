"""What the reports of an enrollment mean for it."""

import pytest

from outreach.visits.outcomes import Outcome, closure_after


@pytest.mark.parametrize(
    ("dispositions", "closure"),
    [
        ([], ""),
        (["NO_ANSWER", "NOT_HOME"], ""),
        (["NO_ANSWER", "NOT_HOME", "INACCESSIBLE"], "ATTEMPTS_USED"),
        (["NO_ANSWER", "NOT_ATTEMPTED", "NOT_HOME"], ""),
        (["NO_ANSWER", "CONTACT_PERSON"], "REACHED"),
        (["CONTACT_HOUSEHOLD"], ""),
        (["REFUSED_BY_OTHER"], "REFUSED"),
        (["MOVED"], "ADDRESS_FAILED"),
        (["HOSPITALISED"], "UNAVAILABLE"),
        (["MOVED", "CONTACT_PERSON"], "REACHED"),
    ],
)
def test_it_closes_for_what_decides(dispositions, closure):
    outcomes = [Outcome(code) for code in dispositions]
    assert closure_after(outcomes, attempt_cap=3) == closure


def test_it_stays_open_for_someone_who_asked_us_back_until_the_attempts_are_used():
    asked_back = Outcome("CONTACT_PERSON", asked_back=True)
    assert closure_after([asked_back], attempt_cap=3) == ""
    assert closure_after([asked_back] * 3, attempt_cap=3) == "ATTEMPTS_USED"
