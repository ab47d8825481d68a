"""The refused rows of an import as a file that can be mended and sent again."""

from collections.abc import Iterable, Sequence
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.formats.base_formats import CSV
from tablib import Dataset

from contacts.models import LeadImport, LeadImportRow
from contacts.parsing import defuse

BOM = "\ufeff"  # without it Excel takes the file for Windows-1252


def refused_rows_csv(lead_import: LeadImport) -> bytes:
    """Return the refused rows as CSV (UTF-8 with BOM): the list's own columns, then `Reason`.

    Cells that could be formulas are made harmless by the importer's own rule, so that sending the
    file again gives the same. Who must not be contacted is not in it: there is nothing to mend.
    """
    rows = lead_import.rows.filter(outcome=LeadImportRow.Outcome.REFUSED).exclude(cells={})
    header = lead_import.header
    return rows_with_reasons(
        header,
        (
            ([row.cells.get(column, "") for column in header], row.reasons)
            for row in rows.order_by("number").iterator()
        ),
    )


def rows_with_reasons(
    header: Sequence[str], rows: Iterable[tuple[Sequence[str], Sequence[Sequence[str]]]]
) -> bytes:
    """Return cells with their [column, reason] pairs as CSV. Earlier reasons are replaced."""
    kept = [i for i, column in enumerate(header) if column not in reason_columns()]
    table = Dataset(headers=[*(defuse(header[i]) for i in kept), _("Reason")])
    for cells, reasons in rows:
        told = " ".join(f"{column}: {why}" if column else why for column, why in reasons)
        table.append([*(defuse(cells[i]) if i < len(cells) else "" for i in kept), defuse(told)])
    return (BOM + str(CSV().export_data(table))).encode()


@cache
def reason_columns() -> frozenset[str]:
    """Return what the last column is called in each language of the pages."""
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.append(_("Reason"))
    return frozenset(names)
