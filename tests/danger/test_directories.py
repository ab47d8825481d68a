"""Listings, packages and tables with nonsense in them: read or refused, and never a fault."""

import json
import os
from copy import deepcopy
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from outreach.referrals.imports import DirectoryRefused, Reading, run_reading
from tests.referrals.conftest import PACKAGE, as_csv, as_zip, facility

# Files of each kind: by hand as many as one likes (see CONTRIBUTING.md).
FILES = int(os.environ.get("FUZZ_FILES", "150"))
NASTY = [
    None, True, 0, -1, 10**30, 1e308, float("nan"), float("inf"), "", " ", "\x00", "a\x00b",
    "\ufeff", "\u202e", "é" * 501, "a" * 70_000, "9" * 400, "2026-02-30", "0001-01-01", "25:61",
    "24:00", "javascript:alert(1)", "http://[", "=1+1", "-91", "181", "RRULE:", "MO,XX", [], {},
    [[[]]], {"id": {"id": []}}, [None], ["a", 1], {"name": None},
]  # fmt: skip
nonsense = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=20), st.integers(), st.floats(), st.binary().map(repr)
)
LISTING = {"recordCount": 2, "rows": [facility(), facility("f2", name2="North House")]}
# The same rows as one object that holds the others, as HSDS 3 writes JSON.
NESTED = [
    {
        **PACKAGE["services"][0],
        "organization": PACKAGE["organizations"][0],
        "phones": PACKAGE["phones"],
        "schedules": PACKAGE["schedules"],
        "languages": PACKAGE["languages"],
        "service_at_locations": [
            {"id": "x1", "location": {**PACKAGE["locations"][0], "addresses": PACKAGE["addresses"]}}
        ],
    }
]


@pytest.fixture
def survives(db):
    """Return a function that reads a file of a format, and says whether it was taken."""

    def read(kind: str, content: bytes, name: str) -> bool:
        reading = Reading(kind, kind, BytesIO(content), name)
        try:
            run_reading(reading, timezone.now(), dry_run=True)
        except DirectoryRefused:
            return False
        return True

    return read


def spoil(data: st.DataObject, whole):
    """Return the JSON with up to four of its values, at any depth, replaced or taken away."""
    spoilt = deepcopy(whole)
    for _each in range(data.draw(st.integers(1, 4))):
        inside = spoilt
        while isinstance(inside, list | dict) and inside:
            keys = list(inside) if isinstance(inside, dict) else range(len(inside))
            key = data.draw(st.sampled_from(list(keys)))
            if not isinstance(inside[key], list | dict) or data.draw(st.integers(0, 3)) == 0:
                if data.draw(st.booleans()):
                    inside[key] = deepcopy(data.draw(nonsense))
                else:
                    del inside[key]
                break
            inside = inside[key]
    return spoilt


def many(one) -> None:
    """Run the example FILES times."""
    checks = list(HealthCheck)
    hypothesis_settings(max_examples=FILES, database=None, suppress_health_check=checks)(one)()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "whole"),
    [("findtreatment", LISTING), ("hsds", NESTED), ("hsds", PACKAGE)],
    ids=["listing", "nested package", "package of tables"],
)
def test_json_with_nonsense_in_it(kind, whole, survives):
    taken = []

    @given(st.data())
    def one(data):
        content = json.dumps(spoil(data, whole)).encode()
        taken.append(survives(kind, content, "file.json"))

    assert survives(kind, json.dumps(whole).encode(), "file.json") or whole is PACKAGE
    many(one)
    assert len(taken) >= FILES


@pytest.mark.slow
def test_tables_with_nonsense_in_them(survives):
    taken = []

    @given(st.data())
    def one(data):
        spoilt = spoil(data, PACKAGE)
        rows = {
            name: [row for row in table if isinstance(row, dict)]
            for name, table in spoilt.items()
            if isinstance(table, list)
        }
        taken.append(survives("hsds", as_zip(rows), "file.zip"))

    many(one)
    assert any(taken)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["findtreatment", "hsds"])
def test_files_that_are_cut_or_have_other_bytes_in_them(kind, survives):
    plain = json.dumps(LISTING if kind == "findtreatment" else NESTED).encode()
    packed = [as_zip(PACKAGE), as_zip(PACKAGE, compression=ZIP_DEFLATED)]
    whole = [plain, *packed] if kind == "hsds" else [plain]
    taken = []

    @given(st.sampled_from(whole), st.data())
    def one(content, data):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, len(content)))
        content = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]
        taken.append(survives(kind, content, "file"))

    many(one)
    assert not all(taken)


@pytest.mark.slow
def test_zips_with_anything_in_them(survives):
    @given(st.dictionaries(st.text(max_size=12), st.binary(max_size=200), max_size=5))
    def one(files):
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"{name}_", content)
        survives("hsds", out.getvalue(), "file.zip")

    many(one)


@pytest.mark.slow
def test_any_table_with_nonsense_in_it(survives):
    row = {
        "name": "Pantry", "organization": "Eastside", "services": "food", "hours": "Mo-Fr 9-17",
        "phone": "860-555-0111", "street": "1 Elm Street", "state": "CT", "latitude": "41.76",
        "longitude": "-72.68", "languages": "Spanish", "minimum_age": "18", "website": "a.example",
    }  # fmt: skip
    taken = []

    @given(st.data())
    def one(data):
        spoilt = spoil(data, [row, row | {"name": "Clinic"}])
        rows = [found for found in spoilt if isinstance(found, dict)]
        taken.append(survives("csv", as_csv(rows).encode("utf-8", "replace"), "file.csv"))

    many(one)
    assert any(taken)
