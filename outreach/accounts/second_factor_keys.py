"""Moving the secrets of second factors to the first of `FIELD_KEYS`: allauth keeps them in JSON."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from contacts.encryption import UnreadableError, encrypt
from contacts.rotating import Rotation
from contacts.signals import field_keys_rotated
from outreach.accounts.second_factor_adapter import SecondFactorAdapter

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def connect() -> None:
    """Start following the rotation of the keys."""
    field_keys_rotated.connect(renew_secrets, dispatch_uid="renew_second_factors")


def renew_secrets(done: Rotation, **_kwargs: Any) -> None:
    """Write every secret under the first key. One that no key opens is left: its owner is let in
    by a reset, and it must not keep everything else from being rotated.
    """
    for pk in Authenticator.objects.filter(type__in=KINDS).values_list("pk", flat=True):
        with transaction.atomic():
            kept = Authenticator.objects.select_for_update().filter(pk=pk).first()
            fresh = dict(_fresh(kept.data, done)) if kept else {}
            if kept and fresh != kept.data:
                kept.data = fresh
                kept.save(update_fields=["data"])


def _fresh(data: dict[str, Any], done: Rotation) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if name in ("secret", "seed"):
            yield name, _renewed(value, done)
        elif name == "migrated_codes":
            yield name, [_renewed(code, done) for code in value]
        else:
            yield name, value


def _renewed(token: str, done: Rotation) -> str:
    done.seen += 1
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token)
    except InvalidToken:
        try:
            token = encrypt(SecondFactorAdapter().decrypt(token))
            done.renewed += 1
        except UnreadableError:
            pass
    return token
