"""What becomes of single rows: brought in, mended, flagged or refused."""

from datetime import time

import pytest

from contacts.imports import ForbiddenColumns, preview, run_import
from contacts.models import (
    Address,
    Contact,
    DoNotContact,
    LeadImport,
    LeadImportRow,
    Phone,
    PostalArea,
    Priority,
    ReviewFlag,
)
from contacts.stopping import stop_contact
from tests.factories import OfficeFactory, named
from tests.imports.conftest import make_csv, make_import, make_row

Flag = ReviewFlag.Problem


def flags() -> dict[str, str]:
    return dict(ReviewFlag.objects.values_list("problem", "value"))


def reasons() -> list[str]:
    return [why for row in LeadImportRow.objects.all() for _column, why in row.reasons]


def test_it_brings_in_a_clean_row(bring_in, manchester):
    counts = bring_in(
        make_row(available_from="9:00", available_to="12:00", note="Side door", priority="urgent")
    )
    assert counts == {
        "created": 1, "updated": 0, "unchanged": 0, "duplicate": 0, "refused": 0, "asked": 0,
    }  # fmt: skip
    contact = Contact.objects.get()
    assert (contact.given_name, contact.family_name) == ("Rosa", "Delgado")
    assert (contact.office, contact.priority) == (manchester, Priority.URGENT)
    assert (contact.available_from, contact.available_to) == (time(9), time(12))
    assert contact.address.place == (41.76556, -72.473091)
    assert contact.note == "Side door"
    assert str(contact.phones.get().number) == "+18605550123"
    assert not flags()
    contact.full_clean()
    contact.address.full_clean()
    contact.phones.get().full_clean()


def test_it_mends_what_is_certain(bring_in):
    bring_in(
        make_row(
            first_name="  MAKAYLA ", last_name="o'neil-smith jr.", street="150 CARTER  ST",
            postal_code="6040", latitude="-72.473091", longitude="41.76556", state="Connecticut",
            phone=" 860.555.0123 ext 4 ", city="", language="Spanish",
        )
    )  # fmt: skip
    contact = Contact.objects.get()
    assert contact.name == "Makayla O'Neil-Smith Jr."
    door = contact.address
    assert (door.street, door.postal_code) == ("150 Carter St", "06040")
    assert (door.city, door.state) == ("Manchester", "CT")
    assert door.place == (41.76556, -72.473091)
    assert contact.language == "es"
    phone = contact.phones.get()
    assert (str(phone.number), phone.extension) == ("+18605550123", "4")
    assert not flags()


@pytest.mark.parametrize(
    ("cells", "problem", "value"),
    [
        ({"phone": "800"}, Flag.PHONE_UNUSABLE, "800"),
        ({"phone": "(202) 555-01O7"}, Flag.PHONE_UNUSABLE, "(202) 555-01O7"),
        ({"street": ""}, Flag.NO_STREET, ""),
        ({"latitude": "", "longitude": ""}, Flag.NO_PLACE, ""),
        ({"latitude": "north"}, Flag.NO_PLACE, "north -72.473091"),
        ({"latitude": "33.5"}, Flag.PLACE_DOUBTFUL, "33.5 -72.473091"),
        ({"available_from": "20:00", "available_to": "5pm"}, Flag.TIMES_UNUSABLE, "20:00 – 5pm"),
        ({"available_from": "2019-05-01", "available_to": "17:00"}, Flag.TIMES_UNUSABLE, None),
        ({"priority": "HIGH!!"}, Flag.PRIORITY_UNKNOWN, "HIGH!!"),
        ({"language": "Klingon"}, Flag.LANGUAGE_UNKNOWN, "Klingon"),
        ({"state": "CO"}, Flag.POSTAL_CODE_DOUBTFUL, "CO 06040"),
        ({"note": '=HYPERLINK("x")'}, Flag.NOTE_DEFUSED, "'=HYPERLINK(\"x\")"),
    ],
)  # fmt: skip
def test_it_keeps_and_flags_what_is_not_certain(bring_in, cells, problem, value):
    assert bring_in(make_row(**cells))["created"] == 1
    assert list(flags()) == [problem]
    assert value is None or flags()[problem] == value


def test_it_stores_no_formula_that_a_spreadsheet_would_run(bring_in):
    bring_in(make_row(note='=HYPERLINK("x")', last_name="@Sum(A1)"))
    contact = Contact.objects.get()
    assert (contact.note, contact.family_name) == ('\'=HYPERLINK("x")', "'@Sum(A1)")


@pytest.mark.parametrize("phone", ["n/a", "unknown", "", "-"])
def test_it_takes_a_phone_that_is_not_known_for_none(bring_in, phone):
    bring_in(make_row(phone=phone))
    assert not Phone.objects.exists()
    assert not flags()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"first_name": "", "last_name": "unknown"}, "names nobody"),
        ({"street": "", "phone": "", "latitude": ""}, "No street, phone or coordinates"),
        ({"postal_code": "90210", "state": "CA"}, "No office covers"),
        ({"postal_code": ""}, "Without a postal code"),
        ({"office": "atlantis"}, "no office of this name"),
        ({"note": "x" * 501}, "too long: at most 500"),
        ({"note": "a\x00b"}, "no text"),
    ],
)
def test_it_refuses_what_cannot_be_used(bring_in, cells, reason):
    assert bring_in(make_row(**cells), make_row(last_name="Good"))["refused"] == 1
    assert Contact.objects.get().family_name == "Good"
    assert any(reason in why for why in reasons())


def test_it_names_the_column_as_the_list_does(manchester):
    content = b"Family name;Phone;ZIP code\n;860-555-0100;06040\n"
    run_import(make_import(content))
    assert LeadImportRow.objects.get().reasons == [["Family name", "The row names nobody."]]


@pytest.mark.parametrize("row", [b"Delgado,860-555-0100\n", b"Delgado,860-555-0100,06040,x\n"])
def test_it_refuses_rows_of_a_wrong_length(manchester, row):
    content = b"last_name,phone,postal_code\n" + row + b"Good,860-555-0101,06040\n"
    counts = run_import(make_import(content))
    assert (counts["created"], counts["refused"]) == (1, 1)
    assert "the list has 3 columns" in reasons()[0]


def test_it_takes_surplus_cells_that_are_blank(manchester):
    content = b"last_name,phone,postal_code\nDelgado,860-555-0100,06040,, \n"
    assert run_import(make_import(content))["created"] == 1


def test_it_chooses_the_office_by_the_longest_prefix(bring_in):
    near = OfficeFactory(code="near")
    PostalArea.objects.create(office=near, prefix="06040")
    bring_in(make_row(), make_row(last_name="Other", postal_code="06042", phone=""))
    assert named("Delgado").office == near
    assert named("Other").office.code == "manchester"


def test_it_prefers_the_office_that_the_row_names(bring_in, manchester):
    named = OfficeFactory(code="north", name="North Field")
    bring_in(make_row(office="north field"), office=manchester)
    assert Contact.objects.get().office == named


def test_it_keeps_someone_without_a_street_apart_from_others(bring_in):
    rows = [
        make_row(street="", latitude="", phone=f"860-555-010{i}", last_name=f"N{i}")
        for i in range(2)
    ]
    assert bring_in(*rows)["created"] == 2
    assert Address.objects.count() == 2


def test_it_refuses_who_asked_not_to_be_contacted_and_keeps_nothing_of_the_row(bring_in):
    bring_in(make_row())
    stop_contact(Contact.objects.get(), Contact.StopReason.DO_NOT_CONTACT)
    Contact.objects.all().delete()
    assert DoNotContact.objects.count() == 2
    counts = bring_in(
        make_row(phone=""), make_row(last_name="Other", street="9 Elm St"), make_row(first_name="X")
    )
    assert counts["refused"] == 3
    assert not Contact.objects.exists()
    assert not LeadImportRow.objects.exclude(cells={}).exists()


def test_it_refuses_who_has_died(bring_in):
    bring_in(make_row())
    stop_contact(Contact.objects.get(), Contact.StopReason.DECEASED)
    assert bring_in(make_row(note="New"))["refused"] == 1
    assert reasons() == ["This person has died."]


def test_it_never_stores_a_forbidden_column(bring_in):
    rows = [make_row(**{"Case #": "SECRET-1"}), make_row(last_name="", **{"Case #": "SECRET-2"})]
    rows[1]["first_name"] = ""
    content = make_csv(*rows)
    refused = make_import(content)
    with pytest.raises(ForbiddenColumns, match="Case #"):
        run_import(refused)
    assert not LeadImport.objects.exists()
    lead_import = make_import(content)
    lead_import.columns["Case #"] = ""
    assert run_import(lead_import)["refused"] == 1
    kept = LeadImport.objects.get()
    assert kept.content is None
    assert "Case #" not in kept.header
    assert "SECRET" not in str(list(LeadImportRow.objects.values()))
    assert "SECRET" not in str(preview(lead_import_again(content)))


def lead_import_again(content: bytes) -> LeadImport:
    lead_import = make_import(content)
    lead_import.columns["Case #"] = ""
    return lead_import


def test_it_keeps_no_cell_of_a_misaligned_row_beside_a_forbidden_column(manchester):
    lead_import = make_import(b"last_name,phone,case\nDelgado,x,SECRET,y\n")
    lead_import.columns["case"] = ""
    run_import(lead_import)
    assert LeadImportRow.objects.get().cells == {}
