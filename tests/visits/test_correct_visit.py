"""Correcting on the page starts from what was said, and loses none of it."""

import re
from uuid import uuid4

import pytest

from contacts.consent_wording import VERSION
from contacts.models import Consent
from outreach.accounts.models import AuditEntry
from outreach.visits.models import VisitReport

SPOKE = {"disposition": "CONTACT_PERSON"}
AGREED = {"consent": "1", "version": "2026-11", "wording_language": "es"}


@pytest.fixture
def phone(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def log(phone, visit):
    def post(**answers):
        answers = {"event": str(uuid4())} | answers
        return phone.post(f"/visits/{visit.code}/log/", answers, follow=True)

    return post


@pytest.fixture
def sheet(phone, visit):
    return lambda: phone.get(f"/visits/{visit.code}/log/?step=spoke").content.decode()


def tag(html: str, pattern: str) -> str:
    return re.search(rf"<[^>]*{pattern}[^>]*>", html).group()


def test_it_starts_from_the_consent_that_was_given(log, sheet, contact):
    log(**SPOKE, **AGREED, phone_new="860 555 0144")
    html = sheet()
    assert "checked" in tag(html, 'name="consent"')
    assert "checked" in tag(html, 'name="wording_language" value="es"')
    assert "selected" in tag(html, r'option value="\+18605550144"')
    log(**SPOKE, **AGREED, phone="+18605550144", note="Call after five")
    assert not hasattr(Consent.objects.get(), "withdrawal")


def test_it_says_again_what_was_read_out_then(log, sheet):
    log(**SPOKE, **AGREED, phone_new="860 555 0144")
    html = sheet()
    assert 'value="2026-11"' in tag(html, 'name="version"')
    assert "checked" in tag(html, 'name="purposes" value="CHECK_IN"')
    assert 'value="OFFER"' not in html


def test_it_asks_what_the_texts_may_be_for(log, sheet):
    newest = AGREED | {"version": VERSION}
    html = log(**SPOKE, **newest, phone_new="860 555 0144").content.decode()
    assert "Tick what the texts may be for" in html
    log(**SPOKE, **newest, phone_new="860 555 0144", purposes=["OFFER", "REMINDER"])
    assert Consent.objects.get().purposes == ["OFFER", "REMINDER"]
    assert "checked" in tag(sheet(), 'name="purposes" value="OFFER"')
    assert "checked" not in tag(sheet(), 'name="purposes" value="CHECK_IN"')


def test_it_forgets_a_consent_that_was_taken_back_since(log, sheet):
    log(**SPOKE, **AGREED, phone_new="860 555 0144")
    log(**SPOKE)
    assert "checked" not in tag(sheet(), 'name="consent"')


def test_it_gives_a_wrong_number_back_to_be_mended(log):
    html = log(**SPOKE, **AGREED, phone_new="860 555").content.decode()
    assert 'value="860 555"' in tag(html, 'name="phone_new"')
    assert "checked" in tag(html, 'name="consent"')


def test_it_gives_the_time_back_when_something_else_is_wrong(log):
    html = log(disposition="NOT_HOME", come_back_at="2026-12-01T18:30", note="x" * 501)
    assert 'value="2026-12-01T18:30"' in html.content.decode()


@pytest.mark.parametrize("moment", ["soon", "9999-12-31T23:59", "0001-01-01T00:00", "2026-13-45"])
def test_it_refuses_what_is_no_time(log, moment):
    assert log(disposition="NOT_HOME", come_back_at=moment).status_code == 422


def test_it_offers_more_than_usual_where_more_was_given(send, sheet):
    given = {"item": "NALOXONE", "quantity": 12, "doses": 20, "recipient": "FAMILY"}
    send(**SPOKE, supplies=[given])
    html = sheet()
    assert "selected" in tag(html, 'option value="12"')
    assert 'value="20"' in tag(html, 'name="doses"')
    assert "selected" in tag(html, 'option value="FAMILY"')


@pytest.mark.parametrize(("said", "doses"), [("", 4), ("3", 3), ("0", 0)])
def test_it_counts_two_doses_a_kit_unless_told_otherwise(log, said, doses):
    log(**SPOKE, quantity_NALOXONE="2", doses=said)
    assert VisitReport.objects.get().supplies.get().doses == doses


@pytest.mark.parametrize("count", ["x", "²", "9" * 30, "-1"])
def test_it_refuses_a_count_that_is_none(log, count):
    assert log(**SPOKE, quantity_NALOXONE=count).status_code == 422


def test_it_says_that_another_answer_under_the_same_number_is_kept_aside(log):
    number = str(uuid4())
    log(event=number, disposition="NO_ANSWER")
    shown = log(event=number, disposition="MOVED").content.decode()
    assert "Kept for your coordinator to decide" in shown
    assert VisitReport.objects.get().disposition == "NO_ANSWER"


def test_it_promises_no_open_door_after_taking_back_a_stop(log, phone, visit):
    shown = log(disposition="REFUSED_BY_PERSON", asks_no_contact="1").content.decode()
    assert "/undo/" not in shown
    answer = phone.post(f"/visits/{visit.code}/undo/", {"event": str(uuid4())}, follow=True)
    assert "Nobody needs to go there again" in answer.content.decode()
    visit.contact.refresh_from_db()
    assert visit.contact.stopped


@pytest.mark.parametrize("page", ["today/", "visits/{code}/", "visits/{code}/log/?step=spoke"])
def test_it_logs_the_look_of_every_page_that_shows_a_person(phone, agent, visit, page):
    phone.get(f"/{page.format(code=visit.code)}")
    entry = AuditEntry.objects.get(action=AuditEntry.Action.ACCESS)
    assert entry.actor == agent
    shown = [entry.object_repr, *(entry.additional_data or {}).get("contacts", [])]
    assert visit.contact.code in shown
