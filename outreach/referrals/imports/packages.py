"""An HSDS package as it comes: a folder, a zip, or one JSON file; and its tables, row by row.

A zip may lie: no name may lead outside it, and what comes out is counted while it is read, not
believed beforehand.
"""

import csv
import io
import json
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from outreach.referrals.imports.json_packages import tables_of
from outreach.referrals.imports.outcomes import DirectoryRefused, Where
from outreach.referrals.imports.tables import ALIASES, CARRIED, TABLES

MEGABYTE = 1024 * 1024
MOST_FILES = 200
MOST_BYTES = 500 * MEGABYTE
MOST_OF_ONE = 300 * MEGABYTE
# Text packs to about a tenth; what packs to less than a two-hundredth is a bomb.
MOST_RATIO = 200
KNOWN = frozenset([*TABLES, *CARRIED])
# What zipfile raises over a file that is cut, or has other bytes in it, wherever it is read.
DAMAGE = (
    BadZipFile, OSError, ValueError, EOFError, NotImplementedError, struct.error, zlib.error,
    lzma.LZMAError,
)  # fmt: skip

Raw = dict[str, Any]
Rows = Iterator[tuple[Where, Raw]]


class Package:
    """The tables of a package, each read as often as it is asked for."""

    def __init__(self, opened: Mapping[str, tuple[str, Callable[[], Rows]]]) -> None:
        self._opened = opened
        if "services" not in opened:
            raise DirectoryRefused(_("The package has no services.csv or services.json."))
        if "organizations" not in opened:
            raise DirectoryRefused(_("The package has no organizations.csv or organizations.json."))

    def __contains__(self, table: str) -> bool:
        return table in self._opened

    def file_of(self, table: str) -> str:
        """Return the name of the file that holds a table."""
        return self._opened[table][0]

    def rows(self, table: str) -> Rows:
        """Yield the rows of a table; none where the package lacks it."""
        if table in self._opened:
            yield from self._opened[table][1]()


def open_folder(path: Path) -> Package:
    """Return the package in a folder. Links that lead out of it are not followed."""
    root = path.resolve()
    files = [f for f in sorted(path.iterdir()) if f.resolve().parent == root and f.is_file()]
    if sum(f.stat().st_size for f in files) > MOST_BYTES:
        raise _too_large()
    return _package({f.name: f.open for f in files}, lambda opener: opener("rb"))


def open_zip(source: Any) -> Package:
    """Return the package in a zip file, whose source must stay open while it is read."""
    try:
        archive = ZipFile(source)
    except DAMAGE as error:
        raise _damaged() from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _check_zip(infos)
    named = {PurePosixPath(info.filename).name: info for info in infos}
    if len(named) < len(infos):
        raise DirectoryRefused(_("The zip file holds two files of one name."))
    return _package(named, partial(_unpacked, archive))


def _unpacked(archive: ZipFile, info: ZipInfo) -> io.BufferedReader:
    try:
        return io.BufferedReader(_Counted(archive.open(info)))
    except DAMAGE as error:
        raise _damaged() from error


def open_json(content: bytes, name: str) -> Package:
    """Return the package in one JSON file: tables by their names, or services as the API nests."""
    try:
        tables = tables_of(_parsed(content, name))
    except RecursionError as error:
        raise DirectoryRefused(_("%(file)s is nested too deeply.") % {"file": name}) from error
    opened = {table: (name, partial(_numbered, name, rows)) for table, rows in tables.items()}
    return Package(opened)


def _read(
    read: Callable[[str, Any], Rows], name: str, file: Any, opener: Callable[[Any], Any]
) -> Rows:
    return read(name, opener(file))


def _package(files: dict[str, Any], opener: Callable[[Any], Any]) -> Package:
    opened: dict[str, tuple[str, Callable[[], Rows]]] = {}
    for name, file in files.items():
        stem, _dot, kind = name.lower().rpartition(".")
        table = ALIASES.get(stem, stem)
        if table in KNOWN and kind in ("csv", "json"):
            read = _read_csv if kind == "csv" else _read_json
            if table in opened:
                words = {"one": opened[table][0], "other": name}
                raise DirectoryRefused(_("%(one)s and %(other)s are one table.") % words)
            opened[table] = (name, partial(_read, read, name, file, opener))
    return Package(opened)


def _read_csv(name: str, file: IO[bytes]) -> Rows:
    with file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        try:
            for number, row in enumerate(csv.DictReader(text), 2):
                yield Where(name, number), row
        except (csv.Error, UnicodeError) as error:
            raise DirectoryRefused(
                _("%(file)s cannot be read as CSV in UTF-8.") % {"file": name}
            ) from error


def _read_json(name: str, file: IO[bytes]) -> Rows:
    with file:
        parsed = _parsed(file.read(), name)
    rows = parsed if isinstance(parsed, list) else parsed.get("contents", parsed.get("items"))
    if not isinstance(rows, list):
        raise DirectoryRefused(_("%(file)s holds no list of rows.") % {"file": name})
    yield from _numbered(name, rows)


def _numbered(name: str, rows: list[Any]) -> Rows:
    for number, row in enumerate(rows, 1):
        yield Where(name, number), row if isinstance(row, dict) else {}


def _parsed(content: bytes, name: str) -> Any:
    try:
        parsed = json.loads(content.decode("utf-8-sig"), parse_constant=lambda _name: None)
    except (ValueError, RecursionError) as error:
        raise DirectoryRefused(_("%(file)s is not JSON.") % {"file": name}) from error
    if not isinstance(parsed, list | dict):
        raise DirectoryRefused(_("%(file)s holds no list of rows.") % {"file": name})
    return parsed


def _check_zip(infos: list[ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise DirectoryRefused(
            _("The zip file holds more than %(most)d files.") % {"most": MOST_FILES}
        )
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            words = {"file": info.filename[:80]}
            raise DirectoryRefused(
                _("The zip file names “%(file)s”, which lies outside it. Nothing was read.") % words
            )
        if info.flag_bits & 1:
            raise DirectoryRefused(_("The zip file is locked with a password."))
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise _too_large()
    for info in infos:
        if info.file_size > MEGABYTE and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise _too_large()


def _damaged() -> DirectoryRefused:
    return DirectoryRefused(_("The zip file is damaged."))


def _too_large() -> DirectoryRefused:
    return DirectoryRefused(
        _("Unpacked, it would be larger than %(most)d MB, or it is packed to be so.")
        % {"most": MOST_BYTES // MEGABYTE}
    )


class _Counted(io.RawIOBase):
    """A file of a zip that stops where more comes out than may."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = MOST_OF_ONE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read(len(buffer))
        except DAMAGE as error:
            raise _damaged() from error
        self._left -= len(data)
        if self._left < 0:
            raise _too_large()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
