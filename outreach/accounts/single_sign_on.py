"""Signing in by OpenID Connect: who was invited, by an address that the provider vouches for.

Nobody is created and nothing is kept of the provider: each time, the verified e-mail address must
be that of an active user. Our own second factor is asked all the same, because whether a provider
asked for one cannot be told from what it sends.
"""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from requests import Session

from outreach.accounts.models import User
from outreach.accounts.sign_in_audit import write_down
from outreach.outbound import guarded

PROVIDER = "single-sign-on"
NOT_INVITED = _(
    "Nobody was invited to Doorstep under the address that came with this sign-in. "
    "Ask your administrator."
)
FAILED = _("The other sign-in did not work. Try again, or use your password.")


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Finds who was invited; turns everyone else away to the sign-in page, with the reason."""

    def get_requests_session(self) -> Session:
        """Ask the provider, and nobody to whom its answers might lead."""
        return guarded(super().get_requests_session())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Create nobody."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """Return the active user with a verified address of the provider's.

        The empty second part has allauth leave the user's password alone: it would take an address
        for unproven that an administrator has vouched for.
        """
        for address in sociallogin.email_addresses:
            # Some providers send the word "false", which is true in Python.
            if address.verified is True:
                user = User.objects.filter(email__iexact=address.email, is_active=True).first()
                if user:
                    return user, ""
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse whoever was not invited, and every answer that does not hold together."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not _agrees(sociallogin):
            raise ImmediateHttpResponse(refuse(request, FAILED, "answer"))
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(refuse(request, NOT_INVITED, "not_invited"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_kwargs: Any) -> None:
        """Lead back to the sign-in page; what the provider said would tell nobody anything."""
        raise ImmediateHttpResponse(refuse(request, FAILED, "provider"))


def button(_request: HttpRequest) -> dict[str, Any]:
    """Give the sign-in page the provider's name and address, where one is configured."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return {}
    [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    address = reverse("openid_connect_login", args=[PROVIDER])
    return {"single_sign_on": {"name": app["name"], "address": address}}


def _agrees(sociallogin: Any) -> bool:
    """Tell whether the token and the provider's further word are about one person (OIDC 5.3.2)."""
    told = sociallogin.account.extra_data
    token, more = told.get("id_token"), told.get("userinfo")
    return bool(token and (not more or more.get("sub") == token.get("sub")))


def refuse(request: HttpRequest, words: str | Promise, because: str) -> HttpResponse:
    """Write down that one failed, and lead back to the sign-in page, which says why."""
    write_down("sign_in_failed", request, because=because, by="single_sign_on")
    get_account_adapter(request).add_message(request, messages.ERROR, message=str(words))
    return redirect("account_login")
