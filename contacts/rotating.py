"""Moving encrypted values to the first of `FIELD_KEYS`, a batch at a time.

Every batch is a transaction and a value is replaced only while it is still the one that was read,
so it may be interrupted anywhere, run again, and run while people work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from contacts.encryption import Encrypted, EncryptedBinaryField, UnreadableError, cipher, encrypt
from contacts.signals import field_keys_rotated

BATCH = 500
EMPTY_JSON = ("{}", "[]")

Renew = Callable[[Any], Any]


@dataclass
class Rotation:
    """How many values were looked at, and how many of them were written anew."""

    seen: int = 0
    renewed: int = 0


def encrypted_columns() -> Iterator[tuple[str, str, list[str]]]:
    """Yield table, primary key and encrypted columns of every model that has any."""
    for model in apps.get_models():
        fields = [
            str(field.column)
            for field in model._meta.local_concrete_fields
            if isinstance(field, Encrypted | EncryptedBinaryField)
        ]
        if fields:
            yield model._meta.db_table, str(model._meta.pk.column), fields


def rotate() -> Rotation:
    """Write everything under the first key. Raises UnreadableError where no key fits."""
    done = Rotation()
    for table, pk, columns in encrypted_columns():
        renew_table(table, pk, columns, renewed, done)
    field_keys_rotated.send(sender=Rotation, done=done)
    return done


def renew_table(
    table: str, pk: str, columns: Sequence[str], renew: Renew, done: Rotation | None = None
) -> None:
    """Replace the values of these columns by what `renew` returns; None leaves one as it is."""
    done = done or Rotation()
    last = None
    while rows := _rows_after(table, pk, columns, last):
        with transaction.atomic():
            for key, *values in rows:
                _renew_row(table, pk, key, dict(zip(columns, values, strict=True)), renew, done)
        last = rows[-1][0]


def renewed(token: Any) -> Any:
    """Return the token under the first key, or None where it is already."""
    token = bytes(token) if isinstance(token, memoryview) else token
    if not token:
        return None
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token)
    except InvalidToken:
        return _rotated(token)
    return None


def newly_encrypted(value: Any) -> Any:
    """Return the token of a value that was kept in plain, or None where it is a token already."""
    value = bytes(value) if isinstance(value, memoryview) else value
    if not value or value in EMPTY_JSON:
        return "" if value in EMPTY_JSON else None
    try:
        cipher().decrypt(value if isinstance(value, bytes) else str(value))
    except InvalidToken:
        is_file = isinstance(value, bytes)
        return cipher().encrypt(value) if is_file else encrypt(str(value))
    return None


def _rotated(token: Any) -> Any:
    try:
        fresh = cipher().rotate(token)
    except InvalidToken as error:
        raise UnreadableError("No key of FIELD_KEYS fits.") from error
    return fresh if isinstance(token, bytes) else fresh.decode()


def _rows_after(table: str, pk: str, columns: Sequence[str], last: Any) -> list[Any]:
    wanted = ", ".join(map(connection.ops.quote_name, [pk, *columns]))
    # Names of our own tables and columns; values go apart from the statement.
    condition = "" if last is None else f"WHERE {pk} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {wanted} FROM {table} {condition} ORDER BY {pk} LIMIT {BATCH}",  # noqa: S608  # nosec B608
            [] if last is None else [last],
        )
        return list(cursor.fetchall())


def _renew_row(
    table: str, pk: str, key: Any, values: dict[str, Any], renew: Renew, done: Rotation
) -> None:
    for column, value in values.items():
        if not value:
            continue
        done.seen += 1
        try:
            fresh = renew(value)
        except UnreadableError as error:
            raise UnreadableError(f"{table}.{column} of {pk} {key}: {error}") from error
        if fresh is not None:
            done.renewed += 1
            # Names of our own tables and columns; values go apart from the statement.
            name = connection.ops.quote_name(column)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET {name} = %s WHERE {pk} = %s AND {name} = %s",  # noqa: S608  # nosec B608
                    [fresh, key, value],
                )
