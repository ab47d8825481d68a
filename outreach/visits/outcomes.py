"""What answers mean together, and what an enrollment's reports mean for it. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.campaigns.models import Enrollment
from outreach.visits import codelists

Closure = Enrollment.Closure


@dataclass(frozen=True)
class Outcome:
    """What one report says that matters to its enrollment."""

    disposition: str
    asked_back: bool = False


def closure_after(outcomes: Sequence[Outcome], attempt_cap: int) -> str:
    """Return why an enrollment is closed after these outcomes, or '' while it stays open.

    `outcomes` are those of the reports that count, oldest first; the last one that decides
    something decides. Someone who asked us to come back has not been visited to the end, so that
    decides nothing. An attempt is a knock: `NOT_ATTEMPTED` does not use one up.
    """
    decided = [
        closure
        for outcome in outcomes
        if not outcome.asked_back and (closure := _CLOSURES.get(outcome.disposition))
    ]
    if decided:
        return str(decided[-1])
    attempts = sum(outcome.disposition in codelists.ATTEMPTS for outcome in outcomes)
    return str(Closure.ATTEMPTS_USED) if attempts >= attempt_cap else ""


def declined(disposition: str | None, response: str | None) -> bool:
    """Whether someone said no, so that reasons can be asked for."""
    if disposition == codelists.Disposition.CONTACT_PERSON:
        return response == codelists.Response.DECLINED
    return disposition in codelists.REFUSED


def wants_help(disposition: str | None, response: str | None) -> bool:
    """Whether the person wants something of us, so that barriers can be asked for."""
    wanting = codelists.ACCEPTED | {codelists.Response.FOLLOW_UP_REQUESTED}
    return disposition == codelists.Disposition.CONTACT_PERSON and response in wanting


_CLOSURES: dict[str, Closure] = {
    **dict.fromkeys(codelists.DIRECT_REACH, Closure.REACHED),
    **dict.fromkeys(codelists.REFUSED, Closure.REFUSED),
    **dict.fromkeys(codelists.ADDRESS_FAILED, Closure.ADDRESS_FAILED),
    **dict.fromkeys(codelists.UNAVAILABLE, Closure.UNAVAILABLE),
}
