"""Everyone has a second factor: without one, nothing is reached but the page that sets it up.

What counts is that this very session has shown it. Somebody who stole a password and waited, signed
in, for the owner to set up a second factor does not come in with it.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from outreach.accounts.answers import is_page, turn_away

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
NEXT = "second_factor_next"
WAY_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "live",
    "ready",
}


class SecondFactorMiddleware:
    """Leads whoever has not shown a second factor to it, or to setting one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; no browser keeps a page that shows a secret or a code."""
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name.startswith("mfa_"):
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Turn the request away before its view sees it."""
        user: Any = request.user
        if not (settings.REQUIRE_SECOND_FACTOR and user.is_authenticated):
            return None
        match = request.resolver_match
        if (match and match.view_name in WAY_IN) or has_shown_it(request):
            return None
        if has_second_factor(user):
            address = get_adapter(request).get_reauthentication_methods(user)[0]["url"]
        else:
            address = reverse("mfa_index")
            if request.method == "GET" and is_page(request):
                # The page with the recovery codes, the last one of setting up, leads there.
                request.session[NEXT] = request.get_full_path()
        return turn_away(request, address, "second_factor", _("A second factor is needed."))


def has_second_factor(user: Any) -> bool:
    """Tell whether the user has a passkey or an app with codes; recovery codes are neither."""
    return bool(is_mfa_enabled(user, KINDS))


def has_shown_it(request: HttpRequest) -> bool:
    """Tell whether a second factor was used, or set up, in this session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def note_new_factor(request: HttpRequest, user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """Setting one up shows that one has it."""
    if authenticator.type in KINDS:
        kind = authenticator.type
        record_authentication(request, user, "mfa", id=authenticator.pk, type=kind)


def connect() -> None:
    """Start taking a factor that was set up as shown."""
    authenticator_added.connect(note_new_factor, dispatch_uid="note_new_factor")
