"""Taking an import back."""

import pytest

from contacts.imports import UndoRefused, undo_import
from contacts.models import Address, Contact, LeadImport, LeadImportRow, Phone, ReviewFlag
from contacts.signals import import_undone
from contacts.stopping import stop_contact
from tests.factories import EnrollmentFactory
from tests.imports.conftest import make_row

KNOWN = make_row(phone="", latitude="", priority="routine")
LATER = make_row(
    phone="860-555-0177 ext 3", note="Side door", priority="urgent", available_from="9",
    available_to="12", address_note="Ring twice", reference="A-1",
)  # fmt: skip


def state() -> list[object]:
    flags = ReviewFlag.objects.order_by("problem").values_list("contact", "problem", "value")
    return [
        *(list(model.objects.order_by("pk").values()) for model in (Contact, Address)),
        list(Phone.objects.values_list("contact", "number")),
        list(flags),
    ]


def last_import() -> LeadImport:
    return LeadImport.objects.latest("pk")


def test_it_removes_what_the_import_created(bring_in):
    bring_in(make_row(note="=1"), make_row(last_name="", first_name=""), make_row(first_name="Ana"))
    undo_import(last_import())
    for model in (Contact, Address, Phone, ReviewFlag, LeadImportRow):
        assert not model.objects.exists()
    assert last_import().status == LeadImport.Status.UNDONE


@pytest.mark.parametrize("overwrite", [[], ["priority", "street"]])
def test_it_puts_back_what_the_import_changed(bring_in, overwrite):
    bring_in(KNOWN)
    before = state()
    bring_in(LATER, LATER | {"street": "9 Elm Court"}, overwrite=overwrite)
    assert state() != before
    undo_import(last_import())
    assert state() == before


def test_it_puts_a_person_back_who_got_a_street(bring_in):
    bring_in(make_row(street="", latitude=""))
    before = state()
    bring_in(make_row())
    undo_import(last_import())
    assert state() == before


def test_it_leaves_what_someone_changed_since(bring_in):
    bring_in(KNOWN)
    bring_in(LATER)
    Contact.objects.update(note="Call first")
    undo_import(last_import())
    assert Contact.objects.get().note == "Call first"


def test_it_leaves_a_door_behind_which_others_live(bring_in):
    bring_in(make_row())
    bring_in(make_row(first_name="Ana", phone=""))
    undo_import(last_import())
    assert Contact.objects.get().address == Address.objects.get()


def test_it_says_what_depends_on_the_import(bring_in, campaign):
    bring_in(make_row())
    EnrollmentFactory(campaign=campaign, contact=Contact.objects.get())
    with pytest.raises(UndoRefused, match="on it: 1 enrollment"):
        undo_import(last_import())
    assert Contact.objects.exists()


def test_it_refuses_once_someone_asked_not_to_be_contacted(bring_in):
    bring_in(make_row())
    stop_contact(Contact.objects.get(), Contact.StopReason.DO_NOT_CONTACT)
    with pytest.raises(UndoRefused, match="1 of its contacts must not"):
        undo_import(last_import())


def test_it_refuses_once_a_later_list_relied_on_it(bring_in):
    bring_in(KNOWN)
    first = last_import()
    bring_in(LATER)
    with pytest.raises(UndoRefused, match="1 row of an import"):
        undo_import(first)


def test_it_lets_others_take_their_part_back_first(bring_in, campaign):
    bring_in(make_row())
    enrollment = EnrollmentFactory(campaign=campaign, contact=Contact.objects.get())

    def take_back(lead_import, contact_ids, **_kwargs):
        assert contact_ids == [enrollment.contact_id]
        enrollment.delete()

    import_undone.connect(take_back)
    try:
        undo_import(last_import())
    finally:
        import_undone.disconnect(take_back)
    assert not Contact.objects.exists()


def test_it_undoes_only_what_is_done(bring_in):
    bring_in(make_row())
    undo_import(last_import())
    with pytest.raises(UndoRefused):
        undo_import(last_import())
