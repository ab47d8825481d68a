"""Values as the database stores them, for statements that go past Django's models."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

# These are stored as they are.
_PLAIN = (models.CharField, models.TextField, models.FloatField, models.IntegerField)


def preparer(fields: Sequence[Any]) -> Callable[[Sequence[Any]], list[Any]]:
    """Return a function that prepares a row's values, in the order of `fields`."""
    special = [
        (place, field)
        for place, field in enumerate(fields)
        if not (isinstance(field, _PLAIN) or field.is_relation or field.primary_key)
    ]

    def prepare(values: Sequence[Any]) -> list[Any]:
        row = list(values)
        for place, field in special:
            row[place] = field.get_db_prep_save(row[place], connection)
        return row

    return prepare
