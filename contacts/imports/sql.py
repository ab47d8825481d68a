"""Bulk SQL for both databases: COPY on PostgreSQL, executemany on SQLite.

Django's `bulk_create` with a phone field costs four to eight times as much.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models

# Any number will do as long as every import takes the same one.
IMPORT_LOCK = 5_120_177


def lock_imports() -> None:
    """Let one import write at a time. Must be called inside a transaction.

    SQLite's transactions are immediate, which is such a lock already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def find(
    model: type[models.Model], key: str, columns: Sequence[str], keys: Collection[str]
) -> list[Any]:
    """Return the given columns of the rows whose column `key` is one of `keys`."""
    if not keys:
        return []
    parameter: Any = list(keys)
    wanted = "= ANY(%s::varchar[])"
    if connection.vendor == "sqlite":
        parameter, wanted = json.dumps(parameter), "IN (SELECT value FROM json_each(%s))"
    # Names of our own tables and columns; values go apart from the statement.
    statement = f"SELECT {_listed(columns)} FROM {_quoted(model)} WHERE {key} {wanted}"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(statement, [parameter])
        return list(cursor.fetchall())


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Return ids that nothing else will be given. Must be called inside the import's lock."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows whose values are as the database stores them."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_quoted(model)} ({_listed(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            # Names of our own tables and columns; values go apart from the statement.
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {_quoted(model)} ({_listed(columns)}) VALUES ({values})",  # noqa: S608  # nosec B608
                rows,
            )


def execute_each(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement once for each row of parameters."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _quoted(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))
