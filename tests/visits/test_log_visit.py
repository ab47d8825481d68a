"""Logging on the page: one tap, short questions, undo, corrections."""

import re
from uuid import uuid4

import pytest

from contacts.models import Consent
from contacts.stopping import stop_contact
from outreach.visits.models import ContactRequest, ReceivedEvent, VisitReport
from tests.factories import VisitFactory


@pytest.fixture
def phone(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def log(phone, visit):
    def post(follow=True, **answers):
        answers.setdefault("event", str(uuid4()))
        return phone.post(f"/visits/{visit.code}/log/", answers, follow=follow)

    return post


def test_it_saves_no_answer_in_one_tap_and_offers_to_undo(log, visit):
    shown = log(disposition="NO_ANSWER").content.decode()
    assert f"Saved: No answer at {visit.contact.address.street}" in shown
    assert f"/visits/{visit.code}/undo/" in shown
    assert visit.reports.get().disposition == "NO_ANSWER"


def test_no_answer_at_any_other_door_is_two_taps(log, phone, visit):
    """The door, and its button: what that sends is in the page."""
    page = phone.get(f"/visits/{visit.code}/").content.decode()
    form = re.search(r'<form method="post" action="([^"]+/log/)">(.*?)</form>', page, re.DOTALL)
    number = re.search(r'name="event" value="([^"]+)"', form[2])[1]
    assert 'name="disposition" value="NO_ANSWER"' in form[2]
    phone.post(form[1], {"event": number, "disposition": "NO_ANSWER"})
    assert visit.reports.get().disposition == "NO_ANSWER"
    # Logged, it is not asked again: what follows is a correction.
    assert 'value="NO_ANSWER"' not in phone.get(f"/visits/{visit.code}/").content.decode()


def test_it_stores_a_double_tap_once(log):
    number = str(uuid4())
    for _tap in range(2):
        assert log(event=number, disposition="NO_ANSWER").status_code == 200
    assert VisitReport.objects.count() == 1
    assert ReceivedEvent.objects.get().conflicts.count() == 0


def test_it_takes_back_and_logs_again(log, phone, visit):
    log(disposition="MOVED")
    phone.post(f"/visits/{visit.code}/undo/", {"event": str(uuid4())})
    visit.refresh_from_db()
    assert visit.status == "OPEN"
    log(disposition="NO_ANSWER")
    assert VisitReport.objects.current().get().disposition == "NO_ANSWER"
    assert visit.reports.count() == 3


def test_it_corrects_all_day_and_shows_the_history(log, phone, visit):
    log(disposition="NO_ANSWER", note="Lights were on")
    sheet = phone.get(f"/visits/{visit.code}/log/?step=moved").content.decode()
    assert "This visit is logged" in sheet
    assert "Lights were on" in sheet
    log(disposition="VACANT")
    shown = phone.get(f"/visits/{visit.code}/").content.decode()
    assert "No answer" in shown
    assert "Nobody lives there" in shown


def test_it_stores_a_whole_conversation(log, visit):
    log(
        disposition="CONTACT_PERSON",
        response="ACCEPTED_REFERRAL",
        barriers=["TRANSPORT", "INSURANCE"],
        quantity_NALOXONE="2",
        quantity_TEST_STRIPS="0",
        recipient="PERSON",
        referral_wanted="1",
        consent="1",
        version="2026-11",
        wording_language="es",
        phone_new="860 555 0144",
        family_present="1",
        note="Prefers mornings",
    )
    report = visit.reports.get()
    assert report.barriers == ["TRANSPORT", "INSURANCE"]
    assert (report.referral_wanted, report.family_present) == (True, True)
    assert report.supplies.get().doses == 4
    assert str(Consent.objects.get().phone.number) == "+18605550144"


def test_it_drops_answers_to_questions_that_were_hidden_again(log, visit):
    log(
        disposition="CONTACT_HOUSEHOLD",
        response="DECLINED",
        decline_reasons=["COST"],
        consent="1",
        barriers=["HOUSING"],
    )
    report = visit.reports.get()
    assert (report.response, report.decline_reasons, report.barriers) == ("", [], [])


@pytest.mark.usefixtures("in_new_york")
def test_it_leaves_a_card_and_keeps_when_to_come_back(log, phone, visit):
    log(tile="card")
    assert visit.reports.get().card_left
    log(disposition="NOT_HOME", come_back_at="2026-12-01T18:30")
    moment = VisitReport.objects.current().get().come_back_at
    assert moment.astimezone(visit.team.office.zone).isoformat() == "2026-12-01T18:30:00-05:00"


def test_it_says_what_is_wrong_and_keeps_what_was_entered(log, visit):
    response = log(
        disposition="CONTACT_PERSON", consent="1", version="2026-11", wording_language="en",
        phone_new="12", note="Asked about rides",
    )  # fmt: skip
    assert response.status_code == 422
    shown = response.content.decode()
    assert "phone" in shown
    assert "Asked about rides" in shown
    assert not visit.reports.exists()


def test_it_has_no_log_button_for_someone_who_must_not_be_contacted(log, phone, visit):
    log(disposition="NO_ANSWER")
    stop_contact(visit.contact, "DO_NOT_CONTACT")
    shown = phone.get(f"/visits/{visit.code}/").content.decode()
    assert "Do not go to this door" in shown
    assert "/log/" not in shown
    assert phone.get(f"/visits/{visit.code}/log/").status_code == 302


def test_it_still_takes_a_knock_at_a_door_that_moved(log, phone, visit, other_team):
    visit.move_to(other_team, 1, None)
    assert "moved to Route C" in phone.get(f"/visits/{visit.code}/").content.decode()
    shown = log(disposition="NO_ANSWER").content.decode()
    assert "Kept for your coordinator to decide" in shown
    assert ReceivedEvent.objects.get().verdict == "quarantined"


def test_it_passes_a_wish_on_to_the_coordinator(phone, visit):
    answers = {"wish": "CORRECT_CONTACT", "text": "Unit is 4B", "event": str(uuid4())}
    phone.post(f"/visits/{visit.code}/ask/", answers)
    assert ContactRequest.objects.get().text == "Unit is 4B"


@pytest.mark.parametrize("page", ["", "log/", "ask/"])
def test_it_hides_other_teams_doors(phone, other_team, page):
    theirs = VisitFactory(team=other_team)
    assert phone.get(f"/visits/{theirs.code}/{page}").status_code == 404


@pytest.mark.parametrize("step", ["", "spoke", "later", "moved", "no", "more", "nonsense"])
def test_it_has_a_page_for_each_tile(phone, visit, step):
    response = phone.get(f"/visits/{visit.code}/log/?step={step}")
    assert response.status_code == 200
    assert visit.contact.address.street in response.content.decode()


def test_it_logs_each_look_at_a_door(phone, agent, visit):
    from outreach.accounts.models import AuditEntry

    phone.get(f"/visits/{visit.code}/")
    entry = AuditEntry.objects.get(action=AuditEntry.Action.ACCESS)
    assert (entry.actor, entry.object_repr) == (agent, visit.contact.code)
