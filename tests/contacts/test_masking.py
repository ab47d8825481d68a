"""Phones and doors are masked until someone asks to see them, and asking is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.masking import masked_phone, masked_street
from outreach.accounts.models import AuditEntry
from outreach.routing.models import Plan
from tests.addresses import address, patterns

NUMBER, STREET = "+18605550142", "584 Larkspur Way"
# Where the work needs the door; `contacts/masking.py` says why.
SHOWS_DOORS = {"contacts:edit_contact", "routing:plan", "routing:route_sheet"}


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def telling(contact):
    phone = contact.phones.get()
    phone.number = NUMBER
    phone.save()
    contact.address.street, contact.address.note = STREET, "key under the pot"
    contact.address.save()
    return contact


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+18605550142", "(860) •••-••42"),
        ("+442071838750", "•••50"),
        ("42", "•••"),
        ("", "•••"),
    ],
)
def test_a_phone_keeps_its_area_and_its_end(number, masked):
    assert masked_phone(number) == masked


@pytest.mark.parametrize(
    ("street", "masked"),
    [
        ("584 Larkspur Way", "••• Larkspur Way"),
        ("12-B Elm Street", "••• Elm Street"),
        ("Larkspur House", "•••"),
        ("584", "•••"),
        ("", "•••"),
    ],
)
def test_a_street_loses_its_number(street, masked):
    assert masked_street(street) == masked


@given(st.integers(1, 99999), st.sampled_from(["Elm St", "5th Avenue", "Calle Ocho"]))
def test_no_house_number_is_left(number, street):
    assert str(number) not in masked_street(f"{number} {street}").replace(street, "")


def test_the_page_holds_neither_before_it_is_asked(desk, telling):
    text = desk.get(f"/contacts/{telling.code}/").text
    for words in (NUMBER, "555-0142", STREET, "key under the pot"):
        assert words not in text
    assert "(860) •••-••42" in text
    assert "••• Larkspur Way" in text


@pytest.mark.parametrize(
    ("fact", "shown", "hidden"),
    [("phones", "(860) 555-0142", STREET), ("address", STREET, "555-0142")],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_it_shows_what_is_asked_for_and_writes_that_down(
    desk, telling, coordinator, fact, shown, hidden, headers
):
    text = desk.post(f"/contacts/{telling.code}/reveal/{fact}/", headers=headers).text
    assert shown in text
    assert hidden not in text
    assert ("<html" in text) is (not headers)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.object_repr) == (coordinator, telling.code)
    assert entry.additional_data == {"deed": f"reveal_{fact}"}


def test_it_shows_nothing_where_that_cannot_be_written(desk, telling, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(AuditEntry.objects, "log_create", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        desk.post(f"/contacts/{telling.code}/reveal/phones/")


def test_there_is_nothing_else_to_reveal(desk, telling):
    assert desk.post(f"/contacts/{telling.code}/reveal/note/").status_code == 404
    assert desk.get(f"/contacts/{telling.code}/reveal/phones/").status_code == 405


def test_editing_counts_as_a_reveal(desk, telling):
    desk.get(f"/contacts/{telling.code}/edit/")
    assert AuditEntry.objects.get().additional_data == {"deed": "edit"}


def test_no_page_of_a_coordinator_holds_them_unasked(desk, telling, world):
    telling.refresh_from_db()
    assert Plan.objects.exists()
    found = []
    for name, parameters in patterns():
        if name in SHOWS_DOORS or name == "account_logout":
            continue
        response = desk.get(address(name, parameters, world))
        content = response.getvalue() if response.streaming else response.content
        text = content.decode(errors="replace")
        if any(words in text for words in (NUMBER, "555-0142", STREET)):
            found.append(name)
    assert found == []
