"""Importing a directory: one transaction, in which all of it is written or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.imports import ImportRefused, read_table
from contacts.imports.sql import lock_imports
from outreach.referrals.imports.findtreatment import Listing, read_findtreatment
from outreach.referrals.imports.hsds import read_hsds
from outreach.referrals.imports.lists import guess_resource_columns, read_list
from outreach.referrals.imports.outcomes import DirectoryRefused, Report
from outreach.referrals.imports.packages import Package, open_folder, open_json, open_zip
from outreach.referrals.imports.writing import Writer
from outreach.referrals.models import BY_HAND, Format, Resource, Source
from outreach.referrals.showing import refresh

MEGABYTE = 1024 * 1024
MOST_BYTES = 500 * MEGABYTE


@dataclass
class Reading:
    """What is to be read, and how.

    `content` is a folder, or a file that can be sought in. `is_whole` says whether what it leaves
    out has vanished; None asks the file itself, and where that does not say, it is whole.
    """

    format: str
    source: str
    content: Any
    name: str
    is_whole: bool | None = None
    columns: dict[str, str] = field(default_factory=dict)


def run_reading(reading: Reading, now: datetime, dry_run: bool = False) -> Report:
    """Write what is read, or only find out what would be written.

    Raises DirectoryRefused where the file cannot be used; then nothing was written.
    """
    report = Report()
    try:
        with transaction.atomic():
            lock_imports()
            _write(reading, report, now)
            if dry_run:
                transaction.set_rollback(True)
    except ImportRefused as error:  # a table that cannot be read
        raise DirectoryRefused(str(error)) from error
    return report


def _write(reading: Reading, report: Report, now: datetime) -> None:
    source = _source(reading)
    writer = Writer(source, report)
    known = set(writer.tables["service_at_location"].keys)
    is_whole = _read(reading, writer)
    concerned = writer.finish(is_whole, now)
    refresh(concerned)
    source.read_at = now
    source.save(update_fields=["read_at"])
    _count(writer, report, known, concerned)


def _count(writer: Writer, report: Report, known: set[str], concerned: set[int]) -> None:
    resources = writer.tables["service_at_location"]
    report.created = len(resources.seen.keys() - known)
    here = {resources.keys[identifier] for identifier in resources.seen.keys() & known}
    report.updated = len(here & concerned)
    report.unchanged = len(here) - report.updated


def _source(reading: Reading) -> Source:
    if reading.source == BY_HAND:
        words = {"source": BY_HAND}
        raise DirectoryRefused(
            _("“%(source)s” holds what was added here by hand. Choose another name.") % words
        )
    source, _is_new = Source.objects.get_or_create(
        slug=reading.source, defaults={"format": reading.format}
    )
    if source.format != reading.format:
        words = {"source": source.slug, "format": source.get_format_display()}
        raise DirectoryRefused(
            _("The source “%(source)s” is of another format: %(format)s.") % words
        )
    return source


def _read(reading: Reading, writer: Writer) -> bool:
    """Hand the rows to the writer, and say whether they are all that the source has."""
    if reading.format == Format.FINDTREATMENT:
        listing = Listing(reading.content, reading.name)
        read_findtreatment(listing, writer)
        return listing.is_whole() if reading.is_whole is None else reading.is_whole
    is_whole = reading.is_whole is not False
    if reading.format == Format.HSDS:
        read_hsds(open_package(reading), writer, is_whole)
    else:
        table = read_table(reading.content, reading.name, MOST_BYTES)
        columns = reading.columns or guess_resource_columns(table.columns)
        read_list(table, columns, reading.name, writer)
    return is_whole


def open_package(reading: Reading) -> Package:
    """Return the HSDS package in a folder, a zip or a JSON file."""
    if isinstance(reading.content, Path):
        return open_folder(reading.content)
    reading.content.seek(0)
    head = reading.content.read(4)
    reading.content.seek(0)
    if head[:2] == b"PK":
        return open_zip(reading.content)
    if head.lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"{", b"["):
        return open_json(reading.content.read(), reading.name)
    raise DirectoryRefused(_("This is no HSDS package: send a zip, or a JSON file."))


def is_empty() -> bool:
    """Say whether the directory holds nothing at all."""
    return not Resource.objects.exists()
