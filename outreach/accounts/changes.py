"""Writing down who changed what, where the deed itself writes nothing.

A look, an export or a purge writes its own entry before it is done. Every other change that someone
posts is written down here, by the name of its page and the codes in its address: after the view,
because only then it is known that the codes are those of a record and not words that somebody
typed, and before the answer leaves. Where it cannot be written, no answer leaves.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from contacts.looks import CONSENT, CONVERSATION, EDIT, OPEN
from outreach.accounts.answers import is_page
from outreach.accounts.models import AuditEntry, User

CHANGE = "change"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What is looked at on the way to a change says nothing of the change.
ON_THE_WAY = frozenset(
    {OPEN, EDIT, CONSENT, CONVERSATION, "household", "plan", "today", "building"}
)
# Posted, because a place or a person must not stand in an address; nothing is changed by it.
ONLY_ASKED = frozenset(
    {
        "messaging:preview",
        "messaging:ready_reply",
        "resources:resources",
        "routing:plan_pulse",
        "routing:try_move",
    }
)

_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


class ChangesMiddleware:
    """Writes an entry for each post that went through. It stands below what names the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        if request.method in SAFE or not request.user.is_authenticated:
            return self.get_response(request)
        deeds: list[str] = []
        before = _written.set(deeds)
        try:
            response = self.get_response(request)
        finally:
            _written.reset(before)
        match = request.resolver_match
        wrote_its_own = not ON_THE_WAY.issuperset(deeds)
        if match and not wrote_its_own and _went_through(match, request, response):
            _write_down(match, response)
        return response


def connect() -> None:
    """Start noting which deeds wrote their own entry."""
    post_save.connect(_note, sender=AuditEntry, dispatch_uid="note_deeds")


def _went_through(match: ResolverMatch, request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the post was taken: a whole page instead of a way on shows its form again."""
    if match.view_name in ONLY_ASKED or response.status_code >= 400:
        return False
    return response.status_code >= 300 or not is_page(request)


def _note(instance: AuditEntry, **_kwargs: Any) -> None:
    deeds = _written.get()
    if deeds is not None:
        deeds.append((instance.additional_data or {}).get("deed", ""))


def _write_down(match: ResolverMatch, response: HttpResponse) -> None:
    codes = _codes(match) or _codes(_led_to(response))
    about = next(iter(codes.values()), CHANGE)
    entries = get_logentry_model()
    entries.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_pk="",
        object_repr=about,
        action=entries.Action.UPDATE,
        additional_data={"deed": CHANGE, "page": match.view_name, **codes},
    )


def _codes(match: ResolverMatch | None) -> dict[str, str]:
    return {name: str(value) for name, value in match.kwargs.items()} if match else {}


def _led_to(response: HttpResponse) -> ResolverMatch | None:
    """Return the page of what was made, to which one is led."""
    try:
        return resolve(response.headers.get("Location", "").partition("?")[0])
    except Resolver404:
        return None
