"""The work list, one referral's page, and the parts of other pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outreach.accounts.models import AuditEntry
from outreach.referrals.codes import Deed
from outreach.referrals.disclosing import give_consent, send
from outreach.referrals.disclosure_wording import NOTICE
from outreach.referrals.models import Disclosure, Referral, ReferralCheck
from outreach.referrals.moving import Word, move
from outreach.referrals.referring import give_details, refer
from outreach.referrals.worklist import counts, row_of, work_list
from tests.factories import ContactFactory, ResourceFactory
from tests.referrals.pages import shown_on

LIST = "/referrals/"


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def _referral(office, by, at, name):
    contact = ContactFactory(office=office, family_name=name)
    return refer(contact, ResourceFactory(), by, at)


def test_what_is_overdue_climbs_to_the_top(office, coordinator, now, desk):
    fresh = _referral(office, coordinator, now, "Fresh")
    oldest = _referral(office, coordinator, now - timedelta(days=9), "Oldest")
    old = _referral(office, coordinator, now - timedelta(days=4), "Older")
    assert list(work_list(coordinator, "open", now)) == [oldest, old, fresh]
    page = desk.get(LIST).content.decode()
    assert page.index("Oldest") < page.index("Older") < page.index("Fresh")
    assert page.count("tag bad") == 2


def test_each_row_says_who_owes_what_by_when(sent, scheduled, now):
    (found,) = work_list(scheduled.made_by, "open", now)
    row = row_of(found, now)
    assert (str(row.who), str(row.what)) == ("The provider", "Say whether the person came")
    assert row.due_at == scheduled.appointment_at + timedelta(days=1)
    assert not row.is_late


def test_a_check_that_is_due_brings_a_closed_referral_back(sent, coordinator, now):
    move(sent, Deed.START, Word("PROVIDER"), now)
    move(sent, Deed.COMPLETE, Word("PROVIDER"), now)
    later = now + timedelta(days=31)
    (found,) = work_list(coordinator, "late", later)
    row = row_of(found, later)
    assert str(row.who) == "We"
    assert row.due_at == now + timedelta(days=30)
    ReferralCheck.objects.update(cancelled_at=now)
    assert not work_list(coordinator, "late", later).exists()
    assert work_list(coordinator, "closed", later).exists()


def test_it_counts_as_it_lists(sent, office, coordinator, now):
    give_details(_referral(office, coordinator, now, "Chen"), coordinator, now)
    late = now + timedelta(days=4)
    assert counts(coordinator, late) == {
        "open": 2, "late": 1, "mine": 0, "provider": 1, "closed": 0,
    }  # fmt: skip


def test_another_office_finds_nothing(sent, signed_in, other_coordinator, now):
    client = signed_in(other_coordinator)
    assert "Delgado" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{sent.code}/").status_code == 404
    assert client.post(f"{LIST}{sent.code}/record/", {"deed": "ACCEPT"}).status_code == 404
    assert sum(counts(other_coordinator, now).values()) == 0


def test_looks_are_logged_before_the_page(sent, desk):
    desk.get(LIST)
    desk.get(f"{LIST}{sent.code}/")
    deeds = [one.additional_data["deed"] for one in AuditEntry.objects.order_by("pk")]
    assert {"referrals", "open"} <= set(deeds)


def test_staff_write_down_what_they_know(sent, desk, coordinator):
    page = desk.post(
        f"{LIST}{sent.code}/record/",
        {"deed": "DECLINE", "closure": "INELIGIBLE", "source": "PERSON"},
    )
    assert page.status_code == 302
    sent.refresh_from_db()
    assert (sent.status, sent.closure) == ("rejected", "INELIGIBLE")
    assert (sent.events.last().source, sent.events.last().by) == ("PERSON", coordinator)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"deed": "DECLINE", "source": "STAFF"},
        {"deed": "DECLINE", "closure": "NO_SHOW", "source": "STAFF"},
        {"deed": "SCHEDULE", "source": "STAFF"},
        {"deed": "COMPLETE", "source": "STAFF"},
        {"deed": "ACCEPT", "source": "RUMOUR"},
        {"deed": "ACCEPT", "source": "STAFF", "seen": "9" * 30},
    ],
)
def test_it_refuses_half_of_an_answer(sent, desk, said):
    assert desk.post(f"{LIST}{sent.code}/record/", said).status_code == 422
    sent.refresh_from_db()
    assert sent.status == "requested"


def test_someone_takes_a_referral_and_gives_it_back(sent, desk, coordinator):
    desk.post(f"{LIST}{sent.code}/take/", {"to": "me"})
    sent.refresh_from_db()
    assert sent.owner == coordinator
    desk.post(f"{LIST}{sent.code}/take/", {"to": "office"})
    sent.refresh_from_db()
    assert sent.owner is None


def test_consent_is_held_to_the_text_that_was_shown(draft, desk):
    path = reverse("referrals:consent", args=[draft.code])
    chosen = {"shared": ["NAME"], "days": "30", "language": "en", "how": "IN_PERSON"}
    digest = shown_on(desk.post(path, chosen | {"do": "show"}))
    changed = chosen | {"shared": ["NAME", "ADDRESS"], "shown": digest, "do": "agree"}
    assert desk.post(path, changed).status_code == 422
    assert not draft.terms.exists()
    assert desk.post(path, chosen | {"shown": digest, "do": "agree"}).status_code == 302
    draft.refresh_from_db()
    assert draft.terms.get().shared == ["NAME"]
    assert draft.state == ("requested", "AWAITING_PROVIDER")


def test_telling_by_phone_enters_the_accounting(sent, desk, coordinator):
    page = desk.post(f"{LIST}{sent.code}/told/").content.decode()
    assert "Rosa Delgado" in page
    assert NOTICE in page
    assert sent.contact.address.street not in page
    told = Disclosure.objects.get()
    assert (told.how, told.by) == ("SPOKEN", coordinator)


def test_the_contact_page_and_the_board_have_their_parts(sent, desk):
    part = desk.get(f"{LIST}of/{sent.contact.code}/", headers={"HX-Request": "true"})
    assert "Outpatient program" in part.content.decode()
    assert (
        f"{LIST}of/{sent.contact.code}/"
        in desk.get(f"/contacts/{sent.contact.code}/").content.decode()
    )
    Referral.objects.update(due_at=timezone.now() - timedelta(days=1))
    tile = desk.get(f"{LIST}board/", headers={"HX-Request": "true"}).content.decode()
    assert "<b>1</b><span>referrals overdue</span>" in tile
    assert f"{LIST}board/" in desk.get("/board/").content.decode()


def test_pages_need_no_more_queries_for_more_rows(
    office, coordinator, now, desk, django_assert_max_num_queries
):
    for number in range(12):
        one = _referral(office, coordinator, now, f"Chen{number}")
        give_consent(one, ["NAME"], 30, "en", "IN_PERSON", coordinator, now)
        send(one, coordinator, now)
    with django_assert_max_num_queries(25):
        desk.get(LIST)
