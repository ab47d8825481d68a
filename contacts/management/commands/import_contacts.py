"""Import a list of leads: the same importer as the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from contacts.imports import (
    ImportRefused,
    Table,
    guess_columns,
    preview,
    read_table,
    refused_rows_csv,
    run_import,
)
from contacts.imports.outcomes import ASKED, COUNTS, WrongColumns
from contacts.imports.refused import rows_with_reasons
from contacts.models import LeadImport, LeadImportRow, Office

# Ten times what a page takes by default: here the list is read from disk, row by row.
MAX_MEGABYTES = 250
NOT_READ = 2
PROBLEMS_TOLD = 20


class Command(BaseCommand):
    """`manage.py import_contacts`."""

    help = (
        f"Imports a list of leads (CSV or XLSX, at most {MAX_MEGABYTES} MB), all or nothing. Ends "
        "with the counts of created, updated, unchanged, duplicate and refused rows; with exit "
        "code 2, and nothing written, where the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--office", metavar="CODE", help="instead of choosing by postal code")
        parser.add_argument("--campaign", metavar="SLUG", default="", help="enroll them in it")
        parser.add_argument(
            "--map", nargs="+", action="extend", default=[], metavar="COLUMN=field",
            help="what a column holds, where its name does not tell",
        )  # fmt: skip
        parser.add_argument(
            "--leave-out", nargs="+", action="extend", default=[], metavar="COLUMN",
            help="import the list without this column",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument(
            "--report", type=Path, metavar="FILE.csv", help="where to write the refused rows"
        )

    def handle(self, **options: Any) -> None:
        """Import the list, or raise CommandError with exit code 2."""
        try:
            if options["report"]:
                options["report"].open("ab").close()  # what cannot be written is known before
            with options["file"].open("rb") as file:
                self._import(file, options)
        except OSError as error:
            told = {"file": error.filename, "why": error.strerror}
            message = _("%(file)s cannot be opened: %(why)s.") % told
            raise CommandError(message, returncode=NOT_READ) from error
        except ImportRefused as error:
            raise CommandError(str(error), returncode=NOT_READ) from error

    def _import(self, file: Any, options: dict[str, Any]) -> None:
        name = options["file"].name
        table = read_table(file, name, MAX_MEGABYTES * 1024 * 1024)
        lead_import = LeadImport(
            file_name=name[-200:],
            office=_office(options["office"]),
            campaign=options["campaign"],
            columns=_columns(table, options["map"], options["leave_out"]),
        )
        if options["dry_run"]:
            self._preview(lead_import, table, options["report"])
        else:
            self._write(lead_import, table, options["report"])

    def _preview(self, lead_import: LeadImport, table: Table, report: Path | None) -> None:
        found = preview(lead_import, table, PROBLEMS_TOLD, keep_refused=report is not None)
        if report:
            report.write_bytes(rows_with_reasons(found.header, found.refused))
        for problem in found.problems:
            self._tell_problem(problem.row, problem.column, problem.reason)
        self.stdout.write(_("Nothing was written: this was a dry run."))
        self._tell_counts(found.counts)

    def _write(self, lead_import: LeadImport, table: Table, report: Path | None) -> None:
        counts = run_import(lead_import, table=table)
        if report:
            report.write_bytes(refused_rows_csv(lead_import))
        told = lead_import.rows.exclude(outcome=LeadImportRow.Outcome.UPDATED)
        for row in told[:PROBLEMS_TOLD]:
            for column, reason in row.reasons:
                self._tell_problem(row.number, column, reason)
        self._tell_counts(counts)

    def _tell_problem(self, number: int, column: str, reason: str) -> None:
        where = _("Row %(row)d") % {"row": number}
        self.stdout.write(f"{where}, {column}: {reason}" if column else f"{where}: {reason}")

    def _tell_counts(self, counts: dict[str, int]) -> None:
        if counts[ASKED]:
            told = _("%(asked)d of the duplicate rows wait for a decision.")
            self.stdout.write(told % {"asked": counts[ASKED]})
        self.stdout.write(", ".join(f"{name} {counts[name]}" for name in COUNTS if name != ASKED))


def _office(code: str | None) -> Office | None:
    if not code:
        return None
    office = Office.objects.filter(code=code).first()
    if office is None:
        raise ImportRefused(_("There is no office “%(code)s”.") % {"code": code})
    return office


def _columns(table: Table, mapped: list[str], left_out: list[str]) -> dict[str, str]:
    """Return the guessed columns with what the options say about some of them."""
    said = dict.fromkeys((_column(table, name) for name in left_out), "")
    for pair in mapped:
        name, equals, code = pair.rpartition("=")
        if not equals:
            raise WrongColumns(_("Write COLUMN=field, not “%(pair)s”.") % {"pair": pair})
        said[_column(table, name)] = code.strip()
    guessed = guess_columns(table.columns)
    # A field that an option gives to one column is taken from the column guessed for it.
    return {c: "" if code in said.values() else code for c, code in guessed.items()} | said


def _column(table: Table, name: str) -> str:
    same = [column for column in table.columns if column.casefold() == name.strip().casefold()]
    return same[0] if same else name
