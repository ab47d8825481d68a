"""A coordinator decides whether a row is someone known."""

import pytest

from contacts.imports import ImportRefused, decide_row, undo_import
from contacts.models import Contact, LeadImport, LeadImportRow
from contacts.stopping import stop_contact
from tests.factories import named
from tests.imports.conftest import make_row

Outcome = LeadImportRow.Outcome
OTHER = make_row(first_name="Mario", street="9 Elm Court", note="Works nights")


@pytest.fixture
def asked(bring_in) -> LeadImportRow:
    bring_in(make_row())
    bring_in(OTHER)
    return LeadImportRow.objects.get()


def test_it_merges_the_same_person(asked, coordinator):
    decided = decide_row(asked, same_person=True, user=coordinator)
    assert (decided.outcome, decided.cells) == (Outcome.MERGED, {})
    contact = Contact.objects.get()
    assert contact.note == "Works nights"
    assert contact.given_name == "Rosa"


def test_it_adds_another_person(asked, coordinator):
    decided = decide_row(asked, same_person=False, user=coordinator)
    assert decided.outcome == Outcome.ADDED
    added = named("Mario")
    assert decided.match == added
    assert added.lead_import == asked.lead_import
    assert added.phones.count() == 1
    assert LeadImport.objects.get(pk=asked.lead_import_id).counts["asked"] == 0


@pytest.mark.parametrize("same_person", [True, False])
def test_it_remembers_the_decision(asked, coordinator, bring_in, same_person):
    decide_row(asked, same_person, coordinator)
    people = Contact.objects.count()
    assert bring_in(OTHER)["unchanged"] == 1
    assert Contact.objects.count() == people


def test_it_changes_nothing_when_decided_again(asked, coordinator):
    decide_row(asked, same_person=True, user=coordinator)
    again = decide_row(asked, same_person=False, user=coordinator)
    assert again.outcome == Outcome.MERGED
    assert Contact.objects.count() == 1


def test_it_refuses_where_the_person_was_stopped_meanwhile(asked, coordinator):
    stop_contact(Contact.objects.get(), Contact.StopReason.DO_NOT_CONTACT)
    for same_person in (True, False):
        with pytest.raises(ImportRefused, match="do-not-contact"):
            decide_row(asked, same_person, coordinator)
    assert Contact.objects.count() == 1


def test_it_refuses_to_merge_with_someone_who_is_gone(asked, coordinator):
    Contact.objects.all().delete()
    asked.refresh_from_db()
    with pytest.raises(ImportRefused, match="gone"):
        decide_row(asked, same_person=True, user=coordinator)


def test_it_can_be_undone_with_the_import(asked, coordinator):
    decide_row(asked, same_person=True, user=coordinator)
    undo_import(asked.lead_import)
    assert Contact.objects.get().note == ""
