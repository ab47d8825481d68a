"""The day's list on a phone: what it holds, what it does not tell, when it must be gone."""

import json
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import yaml
from django.utils import timezone

from outreach.accounts.models import AuditEntry
from outreach.campaigns.models import Script
from outreach.visits.models import Device, DeviceDay, Visit
from outreach.visits.phone_list import PhoneList
from outreach.visits.phrases import entropy_bits, new_phrase
from tests.factories import ContactFactory, EnrollmentFactory, VisitFactory, today
from tests.visits.phone import PhoneInTest


def test_it_holds_what_a_knock_needs(phone, visit, team, agent):
    door = phone.list["visits"][0]
    address = visit.contact.address
    assert door["code"] == visit.code
    assert (door["name"], door["street"]) == ("Rosa Delgado", address.street)
    assert door["place"] == [round(address.latitude, 5), round(address.longitude, 5)]
    assert phone.list["team"] == "Route B"
    assert phone.list["user"]["label"] == "Ana R."


def test_it_tells_its_users_apart_and_not_who_they_are(phone, agent, other_agent, signed_in):
    other = PhoneInTest(signed_in(other_agent))
    other.number = phone.number
    other.register()
    key = phone.list["user"]["key"]
    assert key == phone.fetch().json()["user"]["key"] != other.fetch().json()["user"]["key"]
    assert agent.code not in key


def test_it_does_not_tell_why(phone, visit, campaign, contact):
    for language in ("en", "es"):
        Script.objects.create(
            campaign=campaign, language=language, to_the_person="the pills", to_anyone_else="Hello"
        )
    contact.priority = 3
    contact.save(update_fields=["priority"])
    shown = json.dumps(phone.fetch().json())
    number = str(contact.phones.get().number)
    for telling in ("pills", campaign.name, campaign.slug, "priority", number, number[2:]):
        assert telling not in shown
    assert phone.list["scripts"] == [{"en": "Hello", "es": "Hello"}]


@pytest.mark.parametrize(
    ("note", "is_told"), [("Ring twice", True), ("bought fentanyl, arrested in May", False)]
)
def test_a_note_that_tells_stays_in_the_office(phone, contact, note, is_told):
    contact.note = note
    contact.save(update_fields=["note"])
    assert (note in phone.fetch().content.decode()) == is_told


def test_the_download_is_written_down(phone, visit, agent):
    entry = AuditEntry.objects.get(object_repr="phone_list")
    assert entry.actor == agent
    assert entry.additional_data["contacts"] == [visit.contact.code]


def test_nothing_leaves_where_that_cannot_be_written(phone, monkeypatch):
    def fails(*_args):
        raise RuntimeError

    monkeypatch.setattr("outreach.visits.views.phone.log_list_look", fails)
    with pytest.raises(RuntimeError):
        phone.fetch()


def test_thirty_doors_are_at_most_12_kilobytes(phone, team, office, campaign):
    for number in range(29):
        contact = ContactFactory(
            office=office,
            given_name="Maximiliano Jesus",
            family_name="Villanueva-Montgomery",
            note="Ring twice, the bell is weak",
            available_from=time(17),
            available_to=time(19),
        )
        enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
        VisitFactory(team=team, enrollment=enrollment, position=number, expected_at=timezone.now())
    answer = phone.fetch()
    assert len(answer.json()["visits"]) == 30
    assert len(answer.content) <= 12 * 1024


def test_it_holds_at_most_forty_and_the_open_ones_first(phone, visit, team, office, campaign):
    visit.status = Visit.Status.LOGGED
    visit.save(update_fields=["status"])
    for number in range(40):
        enrollment = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
        VisitFactory(team=team, enrollment=enrollment, position=number + 1)
    listed = phone.fetch().json()
    assert (len(listed["visits"]), listed["more"], listed["more_done"]) == (40, 1, 1)
    assert {door["status"] for door in listed["visits"]} == {"OPEN"}


def test_it_is_of_today_and_of_the_users_teams(phone, other_team, office, campaign, team):
    for which, day in ((other_team, 0), (team, -1), (team, 1)):
        enrollment = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
        VisitFactory(team=which, enrollment=enrollment, day=today() + timedelta(days=day))
    assert len(phone.fetch().json()["visits"]) == 1


def test_of_a_door_where_nobody_may_go_it_keeps_the_door_only(phone, visit, send):
    send(disposition="CONTACT_PERSON", asks_no_contact=True)
    door = phone.fetch().json()["visits"][0]
    assert door["status"] == "STOP"
    assert "name" not in door


@pytest.mark.parametrize(
    ("now", "end"),
    [((9, 0), (17, 0)), ((16, 59), (17, 0)), ((17, 30), (18, 30)), ((23, 30), (23, 59))],
)
def test_it_ends_with_the_shift_or_an_hour_after_it_was_fetched(agent, team, now, end):
    zone = team.office.zone
    day = timezone.localdate(timezone=zone)
    moment = datetime.combine(day, time(*now), zone)
    ends = PhoneList(agent, uuid4(), day, None, [team]).ends_at(moment)
    assert (ends.date(), ends.hour, ends.minute) == (day, *end)


def test_without_a_shift_it_ends_with_the_visiting_hours(agent, team):
    team.shift_from = team.shift_to = None
    zone = team.office.zone
    day = timezone.localdate(timezone=zone)
    moment = datetime.combine(day, time(9), zone)
    assert PhoneList(agent, uuid4(), day, None, [team]).ends_at(moment).hour == 20


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"number": "mine"}, 400, "device"),
        ({"number": str(uuid4())}, 409, "device"),
        ({"release": 0}, 426, "update"),
    ],
)
def test_it_says_why_a_phone_gets_none(phone, change, status, code):
    vars(phone).update(change)
    answer = phone.fetch()
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_strangers_and_those_who_log_nothing_get_none(client, manager, signed_in):
    assert PhoneInTest(client).fetch().status_code == 401
    assert PhoneInTest(client).register().status_code == 401
    assert PhoneInTest(signed_in(manager)).fetch().status_code == 404


def test_it_keeps_that_the_phone_has_the_list(phone, agent):
    device = Device.objects.get()
    assert (device.user, str(device.number), device.client) == (agent, phone.number, 2)
    assert DeviceDay.objects.get().listed_at


def test_each_registration_gives_five_other_words_and_keeps_none(phone):
    first, second = (phone.register().json()["phrase"] for _each in range(2))
    assert first != second
    assert len(first.split(" ")) == len(second.split(" ")) == 5
    kept = json.dumps([list(map(str, row)) for row in Device.objects.values_list()])
    assert not any(word in kept for word in first.split(" ") if len(word) > 4)
    assert Device.objects.count() == 1


def test_the_words_carry_64_bits():
    assert 64.6 < entropy_bits() < 64.7
    assert len({new_phrase() for _each in range(50)}) == 50


def test_what_a_program_asks_keeps_nobody_signed_in(phone):
    before = phone.client.session["seen_at"]
    session = phone.client.session
    session["seen_at"] = before - 120
    session.save()
    headers = {"X-Device": phone.number, "X-Client": "2", "X-Polled": "1"}
    phone.client.get("/sync/caseload/", headers=headers)
    assert phone.client.session["seen_at"] == before - 120


def test_its_form_is_the_one_that_is_described(phone, visit, send, settings):
    # To import it takes each of the tests' processes a second, for grammars that it builds anew.
    from jsonschema import validate

    described = yaml.safe_load((settings.BASE_DIR / "docs/openapi.yaml").read_text())
    wanted = described["components"]["schemas"]["Caseload"] | {
        "components": described["components"]
    }
    validate(phone.fetch().json(), wanted)
    send(disposition="NO_ANSWER")
    validate(phone.fetch().json(), wanted)
