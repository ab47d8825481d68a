"""Feed the importers whatever a fuzzer thinks of; run by hand, for as long as one likes.

    .venv/bin/pip install atheris
    .venv/bin/python -m tests.danger.fuzz_importers csv -max_total_time=600
    .venv/bin/python -m tests.danger.fuzz_importers xlsx -max_total_time=600
    .venv/bin/python -m tests.danger.fuzz_importers cells -max_total_time=600

Whatever it finds is printed and kept in a file named crash-…; what an importer says no to, in
words, is no finding.
"""

import os
import sys
import zipfile
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed: .venv/bin/pip install atheris")

import django

with atheris.instrument_imports(include=["contacts", "openpyxl", "csv"]):
    django.setup()
    from contacts.imports import guess_columns, read_table
    from contacts.imports.phones import parse_phone
    from contacts.imports.places import parse_postal_code, parse_state, read_place
    from contacts.imports.tables import UnreadableFile
    from contacts.note_words import faults_of
    from contacts.parsing import clean_name, defuse, parse_time, split_name, starts_formula, tidy

MOST_ROWS = 200


def csv(data: bytes) -> None:
    """Read bytes as a list of any encoding and delimiter."""
    _read(data, "leads.csv")


def xlsx(data: bytes) -> None:
    """Read bytes as the sheet of a workbook that is otherwise sound."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as book:
        book.writestr("[Content_Types].xml", CONTENT_TYPES)
        book.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", at="xl/workbook.xml"))
        book.writestr("xl/workbook.xml", WORKBOOK)
        relations = RELATIONS.format(kind="worksheet", at="worksheets/sheet1.xml")
        book.writestr("xl/_rels/workbook.xml.rels", relations)
        book.writestr("xl/worksheets/sheet1.xml", data)
    _read(whole.getvalue(), "leads.xlsx")


def cells(data: bytes) -> None:
    """Read bytes as each kind of cell."""
    text = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(4_000)
    parse_phone(text)
    parse_postal_code(text, "")
    parse_state(text)
    read_place(text, text[::-1], None)
    parse_time(text)
    split_name(text)
    clean_name(text)
    kept = defuse(tidy(text))
    # Numbers and phones keep their sign; nothing else may look like a formula.
    assert not starts_formula(kept) or not any(map(str.isalpha, kept)), repr(kept)
    assert defuse(kept) == kept
    faults_of(text)


def _read(data: bytes, name: str) -> None:
    try:
        table = read_table(BytesIO(data), name)
        guess_columns(table.columns)
        for _row, _number in zip(table.rows(), range(MOST_ROWS), strict=False):
            pass
    except UnreadableFile:
        pass


_OFFICE = "http://schemas.openxmlformats.org"
CONTENT_TYPES = (
    f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument/2006/relationships/{{kind}}" Target="{{at}}"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{_OFFICE}/spreadsheetml/2006/main" '
    f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TARGETS = {"csv": csv, "xlsx": xlsx, "cells": cells}


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"Name one of {', '.join(TARGETS)}.")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
