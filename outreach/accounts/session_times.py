"""A session ends fifteen minutes after the last click and twelve hours after signing in.

Both are kept in the session and asked here, whatever the browser does with its cookie. The last
click is written at most once a minute, so that reading pages does not write each time: a session
may therefore end up to a minute before its fifteen, never after.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STARTED, SEEN = "started_at", "seen_at"
WRITTEN_EVERY = 60
# What a page asks by itself, again and again, is nobody's click.
POLLED = "X-Polled"
WHY: dict[str, str | Promise] = {
    "idle": _("You were signed out after 15 minutes without a click. Sign in to go on."),
    "absolute": _("You were signed out after 12 hours. Sign in to go on."),
}


class SessionTimesMiddleware:
    """Ends what has lasted too long, and says why on the page that follows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, as nobody's where the session is over."""
        if request.user.is_authenticated:
            now = time.time()
            reason = over(request, now)
            if reason:
                _end(request, reason)
            elif POLLED not in request.headers:
                _note(request, now)
        return self.get_response(request)


def over(request: HttpRequest, now: float) -> str:
    """Return why the session is over, or ''."""
    session = request.session
    if now - session.setdefault(STARTED, now) >= settings.SESSION_COOKIE_AGE:
        return "absolute"
    return "idle" if now - session.setdefault(SEEN, now) >= settings.SESSION_IDLE_SECONDS else ""


def _note(request: HttpRequest, now: float) -> None:
    if now - request.session[SEEN] >= WRITTEN_EVERY:
        request.session[SEEN] = now
        listed = UserSession.objects.filter(session_key=request.session.session_key)
        listed.update(last_seen_at=timezone.now())


def _end(request: HttpRequest, reason: str) -> None:
    asked: Any = request
    asked.ended_because = reason
    with translation.override(asked.user.language):
        words = str(WHY[reason])
    logout(request)
    messages.warning(request, words)


def _start(request: HttpRequest, **_kwargs: Any) -> None:
    request.session[STARTED] = request.session[SEEN] = time.time()


def _unlist(request: HttpRequest, **_kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def connect() -> None:
    """Start noting when sessions begin, and taking those off the list that end."""
    user_logged_in.connect(_start, dispatch_uid="start_session")
    user_logged_out.connect(_unlist, dispatch_uid="unlist_session")
