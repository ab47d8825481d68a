"""What the office does not take as it is: it stays on the phone until someone decides."""

import re

import pytest
from playwright.sync_api import expect

from contacts.models import Address
from outreach.visits import clients
from outreach.visits.models import ReceivedEvent, VisitReport
from tests.flows.phone_day import (
    EVENTS,
    Line,
    doors_of,
    log_next_door,
    pill,
    queue_length,
    received,
    set_up,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_release_that_is_not_taken_any_more_keeps_its_queue(
    open_as, team, agent, live_server, monkeypatch
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    monkeypatch.setattr(clients, "OLDEST", clients.NEWEST + 1)
    log_next_door(phone)
    phone.evaluate("location.hash = '#sending'")
    expect(phone.locator("#sending-card")).to_contain_text("Update the app to send")
    assert queue_length(phone) == 1
    assert ReceivedEvent.objects.count() == 0
    monkeypatch.undo()
    phone.get_by_role("button", name="Try now").click()
    expect(phone.locator("#sending-card h2")).to_have_text(re.compile("Received by the office"))
    assert ReceivedEvent.objects.get().verdict == "applied"


def test_a_door_that_moved_meanwhile_goes_to_the_coordinator(
    open_as, team, other_team, agent, coordinator, live_server, signal, signed_in
):
    visit, stays = doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visit.code)
    phone.locator("[data-view=door]").get_by_role("button", name="No answer").click()
    expect(pill(phone)).to_have_text(re.compile("1 to send"))
    visit.previous_team, visit.team = team, other_team
    visit.save()
    signal.regain()
    received(phone)
    event = ReceivedEvent.objects.get()
    assert (event.verdict, event.visit_code) == ("quarantined", visit.code)
    assert not VisitReport.objects.exists()
    board = signed_in(coordinator).get("/visits/questions/").content.decode()
    assert f"/contacts/{visit.contact.code}/" in board
    # The door stays, as a door, for who already knocked; the other is next.
    phone.evaluate("window.dispatchEvent(new Event('focus'))")
    phone.evaluate("location.hash = '#me'")
    phone.get_by_role("button", name="Refresh the list").click()
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visit.code)
    expect(phone.get_by_text("This door is no longer on your list")).to_be_visible()
    assert visit.contact.family_name not in phone.locator("[data-view=door]").inner_text()
    phone.evaluate("location.hash = '#today'")
    expect(phone.locator("#next-door")).to_contain_text(stays.contact.address.street.split()[0])


def test_no_answer_for_a_whole_building_is_one_tap_and_so_is_taking_it_back(
    open_as, team, agent, live_server, signal
):
    visits = doors_of(team, 4)
    for number, visit in enumerate(visits[:3], 1):
        Address.objects.filter(pk=visit.contact.address_id).update(
            street="7 Vandelquist Parkway", unit=str(number), postal_code="06040"
        )
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visits[0].code)
    phone.get_by_role("button", name="No answer for these 3").click()
    expect(phone.get_by_text("3 of 4 doors")).to_be_visible()
    expect(pill(phone)).to_have_text(re.compile("3 to send"))
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("0 of 4 doors")).to_be_visible()
    assert queue_length(phone) == 6
    signal.regain()
    received(phone)
    assert ReceivedEvent.objects.filter(verdict="applied").count() == 6
    assert VisitReport.objects.current().filter(undone=False).count() == 0


def test_a_second_tap_takes_nothing_back_twice(open_as, team, agent, live_server):
    visit, _other = doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    log_next_door(phone)
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visit.code)
    phone.get_by_role("button", name="Take it back").dblclick()
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    phone.wait_for_timeout(500)
    received(phone)
    assert [event.verdict for event in ReceivedEvent.objects.all()] == ["applied", "applied"]


def test_a_second_tap_logs_no_building_twice(open_as, team, agent, live_server, signal):
    visits = doors_of(team, 3)
    addresses = Address.objects.filter(pk__in=[visit.contact.address_id for visit in visits])
    addresses.update(street="7 Vandelquist Parkway", postal_code="06040")
    phone = open_as(agent)
    set_up(phone, live_server.url)
    signal.lose()
    phone.evaluate("(code) => { location.hash = `#door/${code}`; }", visits[0].code)
    phone.get_by_role("button", name="No answer for these 3").dblclick()
    expect(phone.get_by_text("3 of 3 doors")).to_be_visible()
    phone.wait_for_timeout(500)
    assert queue_length(phone) == 3


def test_what_the_office_cannot_take_is_sealed_anew_and_sent_again(
    open_as, team, agent, live_server, context
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    Line(context, _rejecting)
    log_next_door(phone)
    expect(pill(phone)).to_have_text(re.compile("Needs you"))
    phone.evaluate("location.hash = '#sending'")
    context.unroute(EVENTS)
    phone.get_by_role("button", name="Send again").click()
    expect(phone.locator("#sending-card h2")).to_have_text(re.compile("Received by the office"))
    expect(phone.locator("[data-view=sending] [data-slot=receipt]")).to_have_text(
        "1 logged, 1 received"
    )
    assert ReceivedEvent.objects.get().verdict == "applied"
    assert queue_length(phone) == 0


def test_it_is_dropped_only_knowingly_and_the_office_sees_that_one_is_missing(
    open_as, team, agent, coordinator, live_server, context, signed_in
):
    doors_of(team, 2)
    phone = open_as(agent)
    set_up(phone, live_server.url)
    Line(context, _rejecting)
    log_next_door(phone)
    expect(pill(phone)).to_have_text(re.compile("Needs you"))
    phone.evaluate("location.hash = '#sending'")
    expect(phone.get_by_text("They go out by themselves")).to_be_hidden()
    phone.get_by_role("button", name="Drop it").click()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep it").click()
    assert queue_length(phone) == 1
    phone.get_by_role("button", name="Drop it").click()
    dialog.get_by_role("button", name="Drop it").click()
    expect(phone.get_by_text("You dropped 1 report")).to_be_visible()
    assert queue_length(phone) == 0
    context.unroute(EVENTS)
    phone.get_by_role("button", name="Try now").click()
    phone.get_by_role("link", name="Done").click()
    expect(phone.get_by_text("0 of 2 doors")).to_be_visible()
    # Logged once more, it arrives; the board still says that one of two never did.
    log_next_door(phone)
    received(phone)
    board = signed_in(coordinator).get("/phones/").content.decode()
    assert re.search(r"2 logged, 1 received", re.sub(r"<[^>]+>", "", board))


def _rejecting(ids: list[str]) -> dict:
    results = [
        {"id": name, "verdict": "rejected", "reason": "", "field": "", "code": "unreadable"}
        for name in ids
    ]
    told = {
        "received_at": "2026-11-25T12:00:00Z", "clock": 0, "results": results, "receipts": [],
        "client": {"oldest": 1, "newest": 2, "update": "none"}, "wipe": False,
    }  # fmt: skip
    return {"status": 200, "json": told}
