"""Contacts as a resource of django-import-export."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tablib import Dataset

from contacts.imports import FIELDS, ImportRefused
from contacts.imports.resources import ContactResource
from contacts.models import Contact
from tests.imports.conftest import COLUMNS, make_row

FULL = make_row(
    note="=1+1", phone="860-555-0123 ext 4", available_from="9:30", available_to="12",
    priority="urgent", language="es", reference="A-1", address_note="Ring twice", unit="#4",
)  # fmt: skip


def as_dataset(*rows: dict[str, str]) -> Dataset:
    headers = list(FULL)
    return Dataset(*([row.get(name, "") for name in headers] for row in rows), headers=headers)


def test_it_declares_the_importers_fields():
    assert set(ContactResource().get_export_headers()) == set(FIELDS) - {"name"}
    assert set(COLUMNS) <= set(FIELDS)


def test_it_imports_by_the_bulk_path(manchester):
    result = ContactResource().import_data(as_dataset(FULL, FULL | {"first_name": ""}, make_row()))
    assert result.totals["new"] == 1
    assert result.totals["skip"] == 2
    assert not result.has_errors()
    assert Contact.objects.count() == 1


def test_it_writes_nothing_in_a_dry_run(manchester):
    assert ContactResource().import_data(as_dataset(FULL), dry_run=True).totals["new"] == 1
    assert not Contact.objects.exists()


def test_it_says_why_a_dataset_is_refused(manchester):
    dataset = Dataset(["x", "1"], headers=["last_name", "Wallet"])
    assert ContactResource().import_data(dataset).has_errors()
    with pytest.raises(ImportRefused, match="Wallet"):
        ContactResource().import_data(dataset, raise_errors=True)


def test_it_exports_what_it_takes_again_unchanged(manchester):
    ContactResource().import_data(as_dataset(FULL, make_row(last_name="Plain", phone="")))
    exported = ContactResource().export()
    assert exported.dict[0]["note"] == "'=1+1"
    assert exported.dict[0]["phone"] == "'+18605550123 ext 4"
    result = ContactResource().import_data(exported)
    assert result.totals["skip"] == 2
    assert ContactResource().export().csv == exported.csv


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    family=st.text(min_size=1, max_size=20),
    note=st.text(max_size=60),
    street=st.text(max_size=40),
    phone=st.sampled_from(["", "860-555-0123", "251-555-0100 x4", "800"]),
    times=st.sampled_from([("", ""), ("9", "17:30"), ("20:00", "9")]),
)
def test_it_takes_any_export_again_unchanged(manchester, family, note, street, phone, times):
    Contact.objects.all().delete()
    row = make_row(
        last_name=family, note=note, street=street, phone=phone, available_from=times[0],
        available_to=times[1],
    )  # fmt: skip
    ContactResource().import_data(as_dataset(row))
    exported = ContactResource().export()
    result = ContactResource().import_data(exported)
    assert result.totals["skip"] == len(exported)
    assert ContactResource().export().csv == exported.csv
