"""allauth's two pages of single sign-on, which would stop where the provider is out of reach."""

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from requests import RequestException

from outreach.accounts.single_sign_on import FAILED, refuse

# Out of reach, no JSON, or no such entry in it.
UNREACHABLE = (RequestException, ValueError, KeyError)


@require_GET
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider."""
    return _try(views.login, request, provider_id)


@require_GET
def come_back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer, and sign in whoever it names."""
    return _try(views.callback, request, provider_id)


def _try(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except UNREACHABLE:
        return refuse(request, FAILED, "unreachable")
