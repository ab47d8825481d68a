"""Whole numbers out of the database, by the million, as columns.

Raw, because the ORM makes a Python object of each field of each row: measured over a million
reports, that alone takes longer than everything else together. PostgreSQL even packs thousands of
numbers into one value, which saves the way through text: half the time of a cursor's rows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection

from outreach.statistics.rows.table import Numbers

CHUNK = 50_000
# How many ids share one of PostgreSQL's values: what it holds in memory for them stays small.
PACKED = 20_000
# An array as PostgreSQL sends it: its dimensions, whether it has NULLs, its type, length and first
# index, then a length and a number for each.
HEAD = 5
ELEMENT = np.dtype([("length", ">i4"), ("number", ">i8")])


def read_columns(statement: str, values: Sequence[int], width: int) -> list[Numbers]:
    """Return what a SELECT of `width` whole numbers finds, a column each, in any order of rows.

    The first number is an id of many values. Raises ValueError where one is NULL.
    """
    packed = connection.vendor == "postgresql"
    pieces = _packed(statement, values, width) if packed else _plain(statement, values, width)
    if not pieces:
        return [np.zeros(0, dtype=np.int64) for _column in range(width)]
    return [np.concatenate(column) for column in zip(*pieces, strict=True)]


def _plain(statement: str, values: Sequence[int], width: int) -> list[Any]:
    """Read in pieces, so that Python's objects for the rows never exist all at once."""
    pieces = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(CHUNK):
            try:
                flat = (number for row in rows for number in row)
                piece = np.fromiter(flat, dtype=np.int64, count=len(rows) * width)
            except TypeError:
                raise ValueError("a number is NULL") from None
            pieces.append(np.ascontiguousarray(piece.reshape(-1, width).T))
    return pieces


def _packed(statement: str, values: Sequence[int], width: int) -> list[Any]:
    names = [f"c{number}" for number in range(width)]
    arrays = ", ".join(f"array_send(array_agg({name}::bigint))" for name in names)
    # The statement is one of those beside this module; what it asks for is passed beside it.
    rows = f"SELECT {arrays} FROM ({statement}) AS found({', '.join(names)})"  # noqa: S608  # nosec B608
    asked = f"COPY ({rows} GROUP BY c0 / {PACKED}) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(asked, values)) as copy:
        copy.set_types(["bytea"] * width)
        return [[_unpacked(array) for array in row] for row in copy.rows()]


def _unpacked(array: bytes) -> Numbers:
    head = np.frombuffer(array, dtype=">i4", count=HEAD)
    if head[1]:
        raise ValueError("a number is NULL")
    return np.frombuffer(array, dtype=ELEMENT, offset=head.nbytes)["number"].astype(np.int64)
