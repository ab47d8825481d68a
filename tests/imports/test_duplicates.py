"""The same person is one contact, whoever spelled them and however often they come."""

import pytest

from contacts.imports import preview
from contacts.models import Address, Contact, LeadImportRow, Phone, ReviewFlag
from tests.imports.conftest import make_csv, make_import, make_row

Outcome = LeadImportRow.Outcome
SAME_PERSON = [
    {"first_name": "ROSA", "last_name": "delgado"},
    {"street": "150 CARTER ST."},
    {"street": "150 Carter St", "phone": ""},
    {"street": "9 Elm Court", "postal_code": "06042"},
    {"first_name": "R.", "street": "9 Elm Court"},
]


@pytest.mark.parametrize("cells", SAME_PERSON)
def test_it_knows_a_person_again_within_one_list(bring_in, cells):
    counts = bring_in(make_row(), make_row(**cells))
    assert (counts["created"], counts["duplicate"]) == (1, 1)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("cells", SAME_PERSON)
def test_it_knows_a_person_again_from_another_list(bring_in, cells):
    bring_in(make_row())
    counts = bring_in(make_row(**cells))
    assert (counts["created"], counts["duplicate"]) == (0, 0)
    assert Contact.objects.count() == 1


def test_it_changes_nothing_the_second_time(bring_in):
    rows = [
        make_row(),
        make_row(first_name="ROSA", note="Side door"),
        make_row(street="9 Elm Court"),
        make_row(first_name="Ann", phone="860-555-0123"),
        make_row(last_name="Ortiz", phone="800", note="=1+1", available_from="9", street=""),
        make_row(last_name="Ortiz", street="7 Oak St", phone="", priority="urgent"),
        make_row(last_name="Ortiz", street="7 Oak St", phone="", priority="elevated"),
    ]
    bring_in(*rows)
    before = everything()
    counts = bring_in(*rows)
    assert everything() == before
    assert counts == {
        "created": 0, "updated": 0, "unchanged": 7, "duplicate": 0, "refused": 0, "asked": 0,
    }  # fmt: skip


def everything() -> list[object]:
    tables = (Contact, Address, Phone, ReviewFlag)
    return [list(model.objects.order_by("pk").values()) for model in tables]


def test_it_lets_a_household_share_one_door(bring_in):
    counts = bring_in(
        make_row(), make_row(first_name="Ana", phone="860-555-0199", street="150 Carter St.")
    )
    assert counts["created"] == 2
    assert Address.objects.count() == 1


def test_it_fills_gaps(bring_in):
    bring_in(make_row(phone="", latitude="", note=""))
    counts = bring_in(make_row(note="Side door", available_from="9", available_to="12"))
    assert counts["updated"] == 1
    contact = Contact.objects.get()
    assert contact.note == "Side door"
    assert contact.address.place
    assert contact.available_from
    assert contact.phones.count() == 1
    assert not ReviewFlag.objects.exists()


def test_it_overwrites_nothing_and_says_what_the_list_says(bring_in):
    bring_in(make_row(note="Side door"))
    counts = bring_in(make_row(note="Back door", priority="urgent", street="9 Elm Court"))
    assert counts["updated"] == 1
    contact = Contact.objects.get()
    assert contact.note == "Side door"
    assert contact.address.street == "150 Carter Street"
    told = ReviewFlag.objects.get(problem=ReviewFlag.Problem.LIST_DIFFERS).value
    assert "note: Back door" in told
    assert "street: 9 Elm Court" in told


def test_it_overwrites_where_the_list_shall_win(bring_in):
    bring_in(make_row(note="Side door"))
    bring_in(make_row(note="Back door", street="9 Elm Court"), overwrite=["note", "street"])
    contact = Contact.objects.get()
    assert contact.note == "Back door"
    assert contact.address.street == "9 Elm Court"
    assert not ReviewFlag.objects.exists()


def test_it_gives_a_street_to_someone_without_one(bring_in):
    bring_in(make_row(street="", latitude=""))
    assert bring_in(make_row())["updated"] == 1
    assert Contact.objects.get().address.street == "150 Carter Street"
    assert bring_in(make_row(phone=""))["unchanged"] == 1
    assert not ReviewFlag.objects.exists()


def test_it_asks_about_another_name_on_the_same_phone_once(bring_in):
    other = make_row(first_name="Mario", street="9 Elm Court")
    bring_in(make_row())
    counts = bring_in(other, other)
    assert (counts["duplicate"], counts["asked"], counts["created"]) == (2, 1, 0)
    row = LeadImportRow.objects.get()
    assert (row.outcome, row.match) == (Outcome.ASKED, Contact.objects.get())
    assert bring_in(other)["unchanged"] == 1
    assert LeadImportRow.objects.count() == 1


def test_it_tells_before_what_it_does_after(bring_in):
    bring_in(make_row())
    lead_import = make_import(
        make_csv(
            make_row(note="New", street="9 Elm Court"),
            make_row(first_name="Mario"),
            make_row(last_name="New", phone="n/a", priority="x"),
            make_row(last_name="New", phone=""),
            make_row(first_name="", last_name=""),
        )
    )
    foreseen = preview(lead_import)
    assert foreseen.counts == {
        "created": 1, "updated": 1, "unchanged": 0, "duplicate": 2, "refused": 1, "asked": 1,
    }  # fmt: skip
    assert foreseen.fills == {"note": 1}
    assert foreseen.differs == {"street": 1}
    assert foreseen.flags == {"PRIORITY_UNKNOWN": 1}
    assert foreseen.offices == {"manchester": 4}
    assert [(p.row, p.column, p.outcome) for p in foreseen.problems] == [
        (3, "phone", Outcome.ASKED),
        (6, "last_name", Outcome.REFUSED),
    ]
    assert foreseen.samples["last_name"] == ["Delgado", "New"]
    assert Contact.objects.count() == 1
