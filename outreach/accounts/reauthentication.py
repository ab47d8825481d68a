"""Asking again who it is, before what a lost, unlocked phone must not be able to do."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from outreach.accounts.answers import is_page, turn_away
from outreach.accounts.second_factor import has_second_factor


def require_recent_second_factor[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only those in who proved within five minutes who they are, by their second factor.

    Whoever has none (see `second_factor`) gives the password. Put it below `require`, so that a
    page that is not yours does not exist before it asks anything. It asks before a form is shown;
    where the time runs out while one is filled in, what was posted is kept and goes through
    afterwards. htmx and JSON get 403.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_recent(request):
            return view(request, *args, **kwargs)
        if not is_page(request):
            address = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
            return turn_away(request, address, "reauthenticate", _("Show again that it is you."))
        raise ReauthenticationRequired

    return guarded


def is_recent(request: HttpRequest) -> bool:
    """Tell whether the user proved who they are, with all that they have, a moment ago."""
    user: Any = request.user
    if not user.is_authenticated:
        return False
    records = get_authentication_records(request, user)
    if has_second_factor(user):
        records = [record for record in records if record["method"] == "mfa"]
    latest = max((record["at"] for record in records), default=0)
    if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
        return True
    # Somebody without a password or a second factor has nothing to be asked for: they came in by
    # single sign-on, and the first thing that they may do is to set a second factor up.
    return not user.has_usable_password() and not has_second_factor(user)
