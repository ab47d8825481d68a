"""allauth's forms of the second factor, with our labels, our lock and no code taken twice."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from contacts.encryption import UnreadableError
from outreach.accounts import lockout
from outreach.accounts.lockout_words import locked_words
from outreach.accounts.sign_in_audit import write_down

# A code is good for its own half minute and the ones before and after; allauth remembers for one.
REMEMBERED_SECONDS = 2 * 60
# What fido2 raises, besides TypeError and ValueError, on what no device would send.
MALFORMED = (AttributeError, LookupError, TypeError, ValueError, InvalidSignature, struct.error)
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except MALFORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error


def _code_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=20, widget=forms.TextInput(attrs=CODE_ATTRIBUTES)
    )


class _Counted:
    """Takes five wrong codes, then none for ten minutes."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Refuse a code that is wrong, used already, or one too many."""
        counts = lockout.of_code(self.user)
        try:
            lockout.begin(counts)
            code = self._right_code()
            self._refuse_used(code)
        except lockout.LockedError as error:
            raise ValidationError(locked_words(error.seconds), code="locked") from error
        except ValidationError:
            self._lock(counts)
            raise
        lockout.succeeded(counts)
        return code

    def _right_code(self) -> str:
        try:
            # The form beside which this class stands among the parents has it.
            code: str = super().clean_code()  # type: ignore[misc]
        except UnreadableError as error:
            # The secret is lost with its key; an administrator lets its owner set up another.
            raise get_adapter().validation_error("incorrect_code") from error
        return code

    def _refuse_used(self, code: str) -> None:
        digits = "".join(filter(str.isalnum, code))
        used = salted_hmac(
            "outreach.accounts.used_code", f"{self.user.pk} {digits}", algorithm="sha256"
        )
        if not cache.add(f"used_code:{used.hexdigest()}", True, REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")

    def _lock(self, counts: list[lockout.Count]) -> None:
        if lockout.failed(counts):
            write_down("lockout", context.request, self.user, of="second_factor")
            raise ValidationError(locked_words(lockout.LOCKED_SECONDS), code="locked")


class CodeForm(_Counted, AuthenticateForm):
    """Asks for a code while signing in."""

    code = _code_field(_("Code from your app, or a recovery code"))


class CodeAgainForm(_Counted, ReauthenticateForm):
    """Asks for a code again."""

    code = _code_field(_("Code from your app, or a recovery code"))


class ActivateAppForm(_Counted, ActivateTOTPForm):
    """Asks for the first code of an app."""

    code = _code_field(_("The code that your app shows now"))


class _Passkey:
    """Takes what the device signed. allauth stops with a KeyError where a part is missing."""

    def clean_credential(self) -> Any:
        """Refuse, in words and not by a crash, what is no answer of a device."""
        with _told():
            # The form beside which this class stands among the parents has it.
            return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    """Asks for a passkey while signing in."""


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):
    """Asks for a passkey again."""


class AddPasskeyForm(AddWebAuthnForm):
    """Asks how to call a passkey."""

    def clean(self) -> Any:
        """Refuse, in words and not by a crash, what is no answer of a device."""
        with _told():
            return super().clean()

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        help_text=_("Such as “work phone”, to tell it from another one."),
    )


class RenamePasskeyForm(EditWebAuthnForm):
    """Asks how to call a passkey from now on."""

    name = forms.CharField(label=_("Name"), max_length=100)
