"""Where somebody is signed in, and ending it there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from outreach.accounts.models import User
from outreach.accounts.sign_in_audit import write_down

# The first that a browser's own description holds; several of them name others as well.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox"}
BROWSERS |= {"Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
SYSTEMS |= {"Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}


@dataclass(frozen=True)
class Place:
    """A browser in which somebody is signed in."""

    session: UserSession
    name: str
    is_here: bool


def places_of(request: HttpRequest, user: User) -> list[Place]:
    """List where the user is signed in, this browser first, then the last seen."""
    here = request.session.session_key
    sessions = sorted(UserSession.objects.purge_and_list(user), key=lambda s: s.last_seen_at)
    places = [Place(s, device_name(s.user_agent), s.session_key == here) for s in sessions[::-1]]
    return sorted(places, key=lambda place: not place.is_here)


def device_name(user_agent: str) -> str:
    """Return a browser's description as people would say it, such as "Firefox, Android"."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or _("Another device")


def end(request: HttpRequest, person: User, sessions: Iterable[UserSession]) -> int:
    """End these sessions of a person at their next click; return how many there were."""
    ending = list(sessions)
    because = "own_wish" if person == request.user else "administrator"
    for session in ending:
        # This very one is written down as it is signed out.
        if session.session_key != request.session.session_key:
            write_down("session_ended", request, person, because=because)
    asked: Any = request
    asked.ended_because = because
    end_sessions(request, ending)
    return len(ending)


@transaction.atomic
def forget_second_factor(request: HttpRequest, person: User) -> None:
    """Remove all second factors, for whoever lost theirs; the next sign-in sets a new one up."""
    factors = Authenticator.objects.filter(user=person)
    kinds = ", ".join(sorted(factors.values_list("type", flat=True)))
    write_down("second_factor_reset", request, person, kind=kinds)
    factors.delete()
    # A session that has shown the lost one would go on.
    end(request, person, UserSession.objects.filter(user=person))
