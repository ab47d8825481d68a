"""How allauth keeps second factors here: secrets encrypted, the last one not to be removed."""

import base64
from contextlib import suppress
from functools import lru_cache
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.encryption import UnreadableError, decrypt, encrypt
from outreach.accounts.second_factor import KINDS


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets under FIELD_KEYS, which the database does not hold.

    Not under SECRET_KEY, under which they once were: that may be replaced at any time, and nobody
    with an app could sign in any more.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not fit. Try again with a new code."),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor. Set up another one first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises UnreadableError where no key fits."""
        try:
            return decrypt(encrypted_text)
        except UnreadableError as error:
            with suppress(InvalidToken):
                return _old_cipher(_old_keys()).decrypt(encrypted_text).decode()
            raise error from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last one where one is required."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=KINDS)
        return not settings.REQUIRE_SECOND_FACTOR or others.exclude(pk=authenticator.pk).exists()

    # allauth names the argument so.
    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002
        """Propose a name for a new passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name Doorstep, not its host, on the device's own screen."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Doorstep"}


def _old_keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _old_cipher(secrets: tuple[str, ...]) -> MultiFernet:
    salt = "outreach.accounts.second_factor"
    hashes = [salted_hmac(salt, salt, secret=each, algorithm="sha256") for each in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each.digest())) for each in hashes])
