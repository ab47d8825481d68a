"""How Doorstep bends allauth: nobody signs up, failures lock, a second factor is asked again."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from outreach.accounts import lockout
from outreach.accounts.lockout_words import locked_words
from outreach.accounts.models import User
from outreach.accounts.reauthentication import is_recent
from outreach.accounts.second_factor import has_second_factor
from outreach.accounts.sign_in_audit import write_down


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    counts: list[lockout.Count]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the page from which the password was changed."""
        return reverse("accounts:me")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse, before the password is looked at, what is locked."""
        self.counts = lockout.of_password(request, credentials.get("email", ""))
        try:
            lockout.begin(self.counts)
        except lockout.LockedError as error:
            raise ValidationError(locked_words(error.seconds), code="locked") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is; forget that person's failures here."""
        user: User | None = super().authenticate(request, **credentials)
        if user:
            lockout.succeeded(self.counts)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that one failed, and say so at once where it was the fifth."""
        named = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        again = request.user.is_authenticated
        deed = "reauthentication_failed" if again else "sign_in_failed"
        write_down(deed, request, named, because="password")
        locks = lockout.failed(self.counts)
        if locks:
            write_down("lockout", request, named, of=", ".join(lock.kind for lock in locks))
            raise ValidationError(locked_words(lockout.LOCKED_SECONDS), code="locked")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Write down who tried, with the right password, after being switched off."""
        write_down("sign_in_failed", request, user, because="switched_off")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Where there is a second factor, a password alone proves too little; a passkey first."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_second_factor(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        return sorted(methods, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Let whoever signed in a moment ago with all that they have go on."""
        return not is_recent(self.request)
