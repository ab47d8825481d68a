"""Every change that someone posts is in the audit, by its page and by codes."""

import pytest
from django.urls import reverse

from contacts.models import Contact, ReviewFlag
from outreach.accounts.changes import CHANGE
from outreach.accounts.models import AuditEntry
from tests.factories import ContactFactory

NEW = {
    "given_name": "Wilma",
    "family_name": "Marsh",
    "language": "en",
    "priority": "1",
    "phones-TOTAL_FORMS": "0",
    "phones-INITIAL_FORMS": "0",
}


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


def changes() -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(additional_data__deed=CHANGE).order_by("pk")
    return [(each.object_repr, each.additional_data["page"]) for each in found]


def test_it_tells_who_stopped_whom_from_where(desk, coordinator, contact):
    desk.post(reverse("contacts:stop_contact", args=[contact.code]), {"reason": "DO_NOT_CONTACT"})
    assert Contact.objects.get(pk=contact.pk).stopped
    assert changes() == [(contact.code, "contacts:stop_contact")]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.remote_addr) == (coordinator, "127.0.0.1")


def test_it_tells_of_someone_new_by_the_code_that_was_given(desk, office):
    desk.post(reverse("contacts:new_contact"), NEW | {"office": str(office.pk)})
    assert changes() == [(Contact.objects.get().code, "contacts:new_contact")]


def test_opening_for_editing_and_changing_are_two_things(desk, office):
    person = ContactFactory(office=office)
    path = reverse("contacts:edit_contact", args=[person.code])
    desk.get(path)
    assert changes() == []
    desk.post(path, NEW | {"office": str(office.pk)})
    assert changes() == [(person.code, "contacts:edit_contact")]


def test_a_step_of_a_campaign_and_a_part_of_a_page_count(desk, campaign, office):
    person = ContactFactory(office=office)
    ReviewFlag.objects.create(contact=person, problem="NO_PHONE")
    desk.post(
        reverse("contacts:settle_flag", args=[person.code, "NO_PHONE"]),
        headers={"HX-Request": "true"},
    )
    desk.post(reverse("campaigns:close_campaign", args=[campaign.slug]))
    assert changes() == [
        (person.code, "contacts:settle_flag"),
        (campaign.slug, "campaigns:close_campaign"),
    ]


@pytest.mark.parametrize("path", ["/contacts/rosa-delgado/stop/", "/campaigns/rosa-delgado/close/"])
def test_words_in_an_address_that_is_nowhere_stay_out_of_it(desk, path):
    assert desk.post(path, {"reason": "DO_NOT_CONTACT"}).status_code == 404
    assert not AuditEntry.objects.exists()


def test_what_was_refused_is_no_change(desk, contact):
    desk.post(reverse("contacts:stop_contact", args=[contact.code]), {"reason": "NONSENSE"})
    desk.post(reverse("campaigns:new_campaign"), {"name": ""})
    assert changes() == []


def test_a_deed_that_writes_its_own_entry_gets_no_second_one(desk, contact):
    desk.post("/contacts/", {"words": "Zzyzx Qqq"})
    desk.post(reverse("contacts:reveal", args=[contact.code, "phones"]))
    assert changes() == []


def test_no_answer_leaves_where_it_cannot_be_written(desk, contact, monkeypatch):
    def fail(**_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(AuditEntry.objects, "create", fail)
    path = reverse("contacts:stop_contact", args=[contact.code])
    with pytest.raises(RuntimeError, match="disk full"):
        desk.post(path, {"reason": "DO_NOT_CONTACT"})
