"""Columns out of the database as whole numbers, by the million.

Raw, because the ORM makes a Python object of each field of each row: measured over a million
reports, that alone takes longer than everything else together. Moments and days are read as each
database keeps them and turned into numbers here, which is faster than its functions. PostgreSQL
copies rows in its binary form, in which those of a statement without NULLs are all of one size.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from outreach.statistics.rows.table import Numbers

CHUNK = 20_000


class Kind(NamedTuple):
    """How a column comes: PostgreSQL's bytes, what counts as its 0, and SQLite's text if it is."""

    wire: str
    zero: int = 0
    text: str = "int64"


KEY, NUMBER, FLAG = Kind(">i8"), Kind(">i4"), Kind(">i1")
# Days since 1970 and microseconds since then; PostgreSQL begins with 2000.
DAY = Kind(">i4", 10_957, "datetime64[D]")
MOMENT = Kind(">i8", 10_957 * 86_400_000_000, "datetime64[us]")

# Compared only, and not with those of another database: bytes, or their hexadecimal digits.
UUID = Kind(">S16", 0, "S32")

# Bytes around PostgreSQL's rows: a signature with flags, and a last count of -1.
HEAD, TAIL = 19, 2


def plain(column: str) -> str:
    """Return a moment or a day as it is kept: Python's SQLite makes objects of bare columns."""
    return f"+{column}" if connection.vendor == "sqlite" else column


def read_columns(statement: str, values: Sequence[int], *kinds: Kind) -> list[Numbers]:
    """Return what a SELECT finds, a column of each kind, in any order of rows.

    Raises ValueError where something is NULL.
    """
    if connection.vendor == "postgresql":
        return _copied(statement, values, kinds)
    return _fetched(statement, values, kinds)


def _fetched(statement: str, values: Sequence[int], kinds: Sequence[Kind]) -> list[Numbers]:
    """Read in pieces, so that Python's objects for the rows never exist all at once."""
    pieces: list[list[Numbers]] = [[_numbers(np.zeros(0, dtype=kind.text))] for kind in kinds]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(CHUNK):
            for kind, piece, column in zip(kinds, pieces, zip(*rows, strict=True), strict=True):
                if None in column:
                    raise ValueError("a number is NULL")
                piece.append(_numbers(np.array(column, dtype=kind.text)))
    return [np.concatenate(piece) for piece in pieces]


def _copied(statement: str, values: Sequence[int], kinds: Sequence[Kind]) -> list[Numbers]:
    fields = [("count", ">i2")]
    for number, kind in enumerate(kinds):
        fields += [(f"size {number}", ">i4"), (f"value {number}", kind.wire)]
    row = np.dtype(fields)
    found = _copy(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", values)
    count, rest = divmod(len(found) - HEAD - TAIL, row.itemsize)
    rows = np.frombuffer(found, dtype=row, offset=HEAD, count=count)
    sizes = [rows[f"size {n}"] == row[f"value {n}"].itemsize for n in range(len(kinds))]
    if rest or not all(size.all() for size in sizes):
        raise ValueError("a number is NULL")
    return [_numbers(rows[f"value {n}"], kind.zero) for n, kind in enumerate(kinds)]


def _numbers(found: Any, zero: int = 0) -> Numbers:
    if found.dtype.kind == "S":
        return np.ascontiguousarray(found)
    numbers: Numbers = found.astype(np.int64)
    return numbers + zero if zero else numbers


def _copy(asked: str, values: Sequence[int]) -> bytearray:
    """Return what is copied. By libpq itself, because psycopg spends three times as much a row."""
    found = bytearray()
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(asked, values)):
        server = connection.connection.pgconn
        read = server.get_copy_data
        while (piece := read(0))[0] > 0:
            found += piece[1]
        result, *_none = iter(server.get_result, None)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
    return found
