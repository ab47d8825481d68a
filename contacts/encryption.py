"""Fields that the database never sees in plain: names, phones, doors, places, notes.

The cipher is cryptography's Fernet (AES-128-CBC with HMAC-SHA-256) under keys that live outside the
database; the first of `FIELD_KEYS` writes, all of them read, and `rotate_field_keys` moves rows to
the first. django-fernet-encrypted-fields was looked at and left: it derives its key from
SECRET_KEY, stores '' as NULL, and while one thread validates a form another one may read
ciphertext, because a flag on the shared field tells it not to decrypt.

What it costs: such a field cannot be sorted or searched by the database. Exact words are found by
their keyed hashes (`searching`), lists are ordered by what is not secret, and a value may be moved
from one row to another by who can write to the database. Measured by
`tests/benchmarks/encryption.py`: 1.3 times the CPU to import a row, 1.2 times for a page of the
list and for a search, and a database file 1.5 times as large.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact, IsNull
from phonenumber_field.modelfields import PhoneNumberField

EMPTY: tuple[Any, ...] = (None, "", {}, [])


class UnreadableError(Exception):
    """A value was written under a key that is no longer among FIELD_KEYS, or was tampered with."""


def encrypt(text: str) -> str:
    """Return the text as the database keeps it. Nothing stays nothing, so that it can be found."""
    return cipher().encrypt(text.encode()).decode() if text else text


def decrypt(token: str) -> str:
    """Return the text of what `encrypt` made. Raises UnreadableError."""
    if not token:
        return token
    try:
        return cipher().decrypt(token).decode()
    except InvalidToken as error:
        raise UnreadableError("No key of FIELD_KEYS fits.") from error


def cipher() -> MultiFernet:
    """Return the cipher of the settings' keys."""
    return _cipher(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=4)
def _cipher(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EmptyOnly(Exact):
    """Compares with nothing: two writings of one text differ, so no other comparison can hold."""

    def get_prep_lookup(self) -> Any:
        """Refuse everything but an empty value."""
        if self.rhs not in EMPTY:
            raise FieldError("An encrypted field is looked up by its keyed hash.")
        return super().get_prep_lookup()


LOOKUPS: dict[str, Any] = {"exact": EmptyOnly, "isnull": IsNull}


class Encrypted:
    """Keeps a field's value as a token in a text column."""

    name: str

    def get_internal_type(self) -> str:
        """Return the type of the column."""
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        """Return a lookup for nothing; refuse every other, which would silently find nobody."""
        if lookup_name not in LOOKUPS:
            raise FieldError(f"{self.name} is encrypted: the database cannot compare it.")
        return LOOKUPS[lookup_name]

    def get_prep_value(self, value: Any) -> str | None:
        """Return the token of a value."""
        # Both ask the field beside which this class stands among the parents.
        plain = super().get_prep_value(value)  # type: ignore[misc]
        return None if plain is None else encrypt(str(plain))

    def from_db_value(self, token: str | None, *_args: Any) -> Any:
        """Return the value of a token."""
        # `to_python` too is of the field among the parents.
        return None if token is None else self.to_python(decrypt(token))  # type: ignore[attr-defined]


class EncryptedCharField(Encrypted, models.CharField[Any, Any]):
    """A line of text; its length is that of the plain text."""


class EncryptedPhoneNumberField(Encrypted, PhoneNumberField):
    """A phone number, as E.164."""


class EncryptedFloatField(Encrypted, models.FloatField[Any, Any]):
    """A number, to the last digit."""


class EncryptedJSONField(Encrypted, models.Field[Any, Any]):
    """What JSON can hold. An empty list or object is kept as nothing, so that it can be found."""

    def get_prep_value(self, value: Any) -> str | None:
        """Return the token of the value's JSON."""
        if value is None:
            return None
        return encrypt(json.dumps(value, cls=DjangoJSONEncoder)) if value else ""

    def from_db_value(self, token: str | None, *_args: Any) -> Any:
        """Return what the token's JSON says."""
        if token is None:
            return None
        return json.loads(decrypt(token)) if token else self.get_default()


class EncryptedBinaryField(models.BinaryField[Any, Any]):
    """A file's bytes."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the token of the bytes."""
        sealed = None if value is None else cipher().encrypt(bytes(value))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, token: Any, *_args: Any) -> bytes | None:
        """Return the bytes of a token. Raises UnreadableError."""
        if token is None:
            return None
        try:
            return cipher().decrypt(bytes(token))
        except InvalidToken as error:
            raise UnreadableError("No key of FIELD_KEYS fits.") from error
