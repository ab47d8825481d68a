"""What phones say they made beside what is here, and revoking one that is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from outreach.accounts.models import AuditEntry
from outreach.accounts.people import switch
from outreach.visits.devices import forget_old
from outreach.visits.models import Device, DeviceDay, ReceivedEvent
from tests.factories import PASSWORD, today
from tests.visits.phone import PhoneInTest


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


def shown(client, page="phones/"):
    return client.get(f"/{page}").content.decode()


def test_the_phone_and_the_board_show_the_same_figures(phone, visit, desk):
    phone.send(phone.sealed(visit.code, disposition="NO_ANSWER"))
    receipt = phone.tally(3)
    assert receipt == {
        "day": phone.list["day"], "logged": 3, "received": 1, "wipe": False,
    }  # fmt: skip
    for page in ("visits/board/", "phones/"):
        assert "3 logged, 1 received" in shown(desk, page)
        assert "2 visits not yet sent from 1 phone" in shown(desk, page)
    assert phone.fetch().json()["receipt"] == {"logged": 3, "received": 1}


def test_all_received_is_said_so(phone, visit, desk):
    phone.send(phone.sealed(visit.code, disposition="NO_ANSWER"))
    phone.send(phone.sealed(visit.code, kind="visit_report_correction", undone=True))
    assert phone.tally(2)["received"] == 2
    assert "2 logged, 2 received" in shown(desk, "visits/board/")
    assert "not yet sent" not in shown(desk, "visits/board/")


def test_a_count_never_goes_down_and_nonsense_counts_nothing(phone, visit):
    assert [phone.tally(n)["logged"] for n in (3, 2, -1, True, "9", None, 10**9)] == [
        *[3] * 6,
        10_000,
    ]


def test_the_count_of_nobody_that_we_know_is_kept_nowhere(phone, visit):
    told = [{"author": "gAAAA", "logged": 3}, "nonsense", {"author": None}]
    receipts = phone.send(tallies=told).json()["receipts"]
    assert [receipt["received"] for receipt in receipts] == [0, 0, 0]
    assert DeviceDay.objects.get().told_at is None


def test_what_a_phone_holds_back_from_yesterday_is_still_listed(phone, visit, desk):
    phone.tally(2)
    DeviceDay.objects.update(day=today() - timedelta(days=1))
    assert "Still missing from earlier days" in shown(desk)
    assert "2 visits not yet sent from 1 phone" in shown(desk, "visits/board/")


def test_it_shows_an_office_only_its_own(phone, desk, other_coordinator, administrator, signed_in):
    assert "Ana Rios" in shown(desk)
    assert "Ana Rios" not in shown(signed_in(other_coordinator))
    assert "Ana Rios" in shown(signed_in(administrator))
    code = Device.objects.get().code
    other = signed_in(other_coordinator)
    assert other.post(f"/phones/{code}/revoke/").status_code == 404


@pytest.fixture
def revoked(phone, desk):
    desk.post(f"/phones/{Device.objects.get().code}/revoke/")
    return phone


def test_the_page_says_what_revoking_does_not_reach(phone, desk):
    page = shown(desk, f"phones/{Device.objects.get().code}/revoke/")
    assert "What this does not reach" in page
    assert "A phone without signal keeps today" in page


def test_a_revoked_phone_gets_no_list_and_is_told_to_wipe_it(revoked, agent, signed_in):
    revoked.client = signed_in(agent)
    answer = revoked.fetch()
    assert (answer.status_code, answer.json()["code"]) == (410, "revoked")
    assert revoked.register().status_code == 410


def test_revoking_ends_the_sessions_of_who_had_it(phone, agent, desk):
    login = {"login": agent.email, "password": PASSWORD}
    phone.client = Client(REMOTE_ADDR="203.0.113.5")
    phone.client.post("/accounts/login/", login)
    assert phone.client.get("/today/").status_code == 200
    desk.post(f"/phones/{Device.objects.get().code}/revoke/")
    assert phone.client.get("/today/").status_code == 302


def test_without_a_session_it_is_told_to_wipe_as_well(revoked):
    assert revoked.send().status_code == 401  # nothing in it proves who asks
    assert revoked.tally(0)["wipe"] is True
    told = [{"author": revoked.list["author"], "logged": 0}]
    assert revoked.send(tallies=told).json()["wipe"] is True


def test_in_other_hands_it_is_the_same_phone(revoked, other_agent, signed_in):
    other = PhoneInTest(signed_in(other_agent))
    other.number = revoked.number
    assert other.register().status_code == 410


def test_what_it_still_sends_is_kept_for_the_coordinator(revoked, visit, desk):
    assert revoked.verdicts(revoked.sealed(visit.code, disposition="MOVED")) == ["quarantined"]
    event = ReceivedEvent.objects.get()
    assert event.reason == "PHONE_REVOKED"
    assert "The phone was revoked" in shown(desk, "visits/questions/")
    desk.post(f"/visits/questions/set_aside/{event.pk}/", {"decision": "apply"})
    assert visit.reports.get().disposition == "MOVED"


def test_who_is_switched_off_is_told_to_wipe_and_still_heard(phone, agent, visit):
    switch(agent, on=False)
    assert phone.tally(1)["wipe"] is True
    assert phone.verdicts(phone.sealed(visit.code, disposition="MOVED")) == ["quarantined"]
    assert ReceivedEvent.objects.get().reason == "ACCESS_ENDED"


def test_revoking_is_written_down(revoked, coordinator):
    entry = AuditEntry.objects.get(additional_data__deed="revoke_device")
    assert entry.actor == coordinator


def test_a_found_phone_starts_again_under_another_number(revoked, agent, signed_in):
    again = PhoneInTest(signed_in(agent))
    assert again.register().status_code == 200
    assert again.fetch().status_code == 200


def test_the_number_of_questions_asked_of_the_database_does_not_grow(
    phone, agent, desk, signed_in, django_assert_max_num_queries
):
    for _each in range(8):
        other = PhoneInTest(signed_in(agent))
        other.register()
        other.fetch()
    with django_assert_max_num_queries(22):
        desk.get("/visits/board/")


def test_what_is_long_past_is_forgotten_and_a_revoked_phone_stays_revoked(phone, revoked, agent):
    later = timezone.now() + timedelta(days=200)
    other = PhoneInTest(phone.client)
    Device.objects.create(number=other.number, user=agent)
    forget_old(later)
    assert not DeviceDay.objects.exists()
    assert str(Device.objects.get().number) == revoked.number
