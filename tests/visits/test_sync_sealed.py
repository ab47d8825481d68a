"""Sealed reports: opened by the office alone, in the name of the author inside."""

import json
from base64 import b64decode, b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contacts.encryption import encrypt
from outreach.visits.models import EventConflict, ReceivedEvent, SealingKey, VisitReport
from outreach.visits.sealing import name_of, new_pair, seal


def changed(sealed: dict[str, str], part: str) -> dict[str, str]:
    """Turn one bit of a part."""
    value = bytearray(b64decode(sealed[part]))
    value[-1] ^= 1
    return sealed | {part: b64encode(value).decode()}


def test_it_is_stored_without_anybody_signed_in(phone, visit, agent):
    assert phone.verdicts(phone.sealed(visit.code, disposition="NO_ANSWER")) == ["applied"]
    event = VisitReport.objects.get().event
    assert (event.author, str(event.device)) == (agent, phone.number)


def test_it_needs_no_csrf_token_and_asks_no_session(phone, visit, other_agent):
    carrier = Client(enforce_csrf_checks=True)
    carrier.force_login(other_agent)
    sealed = phone.sealed(visit.code, disposition="NO_ANSWER")
    assert phone.verdicts(sealed, by=carrier) == ["applied"]
    assert VisitReport.objects.get().author.email != other_agent.email


def test_a_repeat_and_a_plain_one_of_the_same_are_duplicates(phone, visit, agent, signed_in):
    said = {"id": str(uuid4()), "kind": "visit_report", "visit": visit.code}
    said |= {"at": timezone.now().isoformat(), "data": {"disposition": "MOVED"}}
    sealed = [phone.seal(said), phone.seal(said)]
    assert phone.verdicts(*sealed, sealed[0]) == ["applied", "duplicate", "duplicate"]
    assert phone.verdicts(said, by=signed_in(agent)) == ["duplicate"]


def test_other_content_under_the_same_number_is_kept_beside_the_first(phone, visit):
    said = {"id": str(uuid4()), "kind": "visit_report", "visit": visit.code}
    first = phone.seal(said | {"data": {"disposition": "MOVED"}})
    second = phone.seal(said | {"data": {"disposition": "VACANT"}})
    assert phone.verdicts(first, second) == ["applied", "conflict"]
    assert EventConflict.objects.get().data == {"disposition": "VACANT"}


@pytest.mark.parametrize("part", ["ephemeral", "iv", "ciphertext"])
def test_a_changed_bit_opens_nothing(phone, visit, part):
    sealed = phone.sealed(visit.code, disposition="NO_ANSWER")
    result = phone.send(changed(sealed, part)).json()["results"][0]
    assert (result["verdict"], result["code"]) == ("rejected", "unreadable")
    assert phone.verdicts(sealed) == ["applied"]


def test_it_cannot_be_sent_under_another_number(phone, visit):
    sealed = phone.sealed(visit.code, disposition="NO_ANSWER")
    assert phone.verdicts(sealed | {"id": str(uuid4())}) == ["rejected"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"iv": ""},
        {"iv": 7},
        {"ephemeral": "AAAA"},
        {"ciphertext": None},
        {"key": []},
        {"key": "\0"},
    ],
)
def test_what_is_no_sealed_report_is_refused(phone, visit, broken):
    sealed = phone.sealed(visit.code, disposition="NO_ANSWER")
    shown = sealed | broken if broken else {"ciphertext": ""}
    assert phone.verdicts(shown)[0] in ("rejected", "retry")
    assert not ReceivedEvent.objects.exists()


@pytest.mark.parametrize("token", ["", "gAAAA", None, {}, "own"])
def test_nothing_is_stored_without_an_author_that_we_named(phone, visit, agent, token):
    if token == "own":
        token = encrypt(json.dumps({"user": agent.code, "device": phone.number}))
    said = {"kind": "visit_report", "visit": visit.code, "data": {"disposition": "MOVED"}}
    result = phone.send(phone.seal(said | {"author": token})).json()["results"][0]
    assert (result["verdict"], result["code"]) == ("rejected", "unknown_author")
    assert not ReceivedEvent.objects.exists()


def test_its_answer_tells_nothing_of_the_visit(phone, visit, other_team, agent):
    visit.move_to(other_team, 1, None)
    moved = phone.sealed(visit.code, disposition="NO_ANSWER")
    nowhere = phone.sealed("nowhere", disposition="NO_ANSWER")
    unfit = phone.sealed(visit.code, disposition="ASLEEP")
    results = phone.send(moved, nowhere, unfit).json()["results"]
    assert [r["verdict"] for r in results] == ["quarantined", "rejected", "quarantined"]
    reasons = {r["reason"] for r in results}
    assert reasons == {"Your coordinator decides about it.", "The office cannot take it."}
    assert all(r["field"] == "" for r in results)


def test_what_does_not_fit_together_is_kept_as_nobody_else_can_read_it(phone, visit):
    phone.send(phone.sealed(visit.code, disposition="NO_ANSWER", response="DECLINED"))
    event = ReceivedEvent.objects.get()
    assert (event.verdict, event.reason) == ("quarantined", "UNFIT")
    assert event.data["response"] == "DECLINED"


def test_it_stays_at_the_phone_where_we_never_heard_of_the_key(phone, visit):
    public, _private = new_pair()
    said = json.dumps({"id": "x"}).encode()
    result = phone.send(seal(said, str(uuid4()), public)).json()["results"][0]
    assert (result["verdict"], result["code"]) == ("retry", "key")
    assert not SealingKey.objects.filter(name=name_of(public)).exists()


def test_it_counts_as_of_the_day_of_its_list_only(phone, visit):
    sealed = phone.sealed(visit.code, disposition="NO_ANSWER")
    visit.day += timedelta(days=-1)
    visit.save(update_fields=["day"])
    assert phone.verdicts(sealed) == ["quarantined"]
    assert ReceivedEvent.objects.get().reason == "OTHER_DAY"


def test_who_guesses_is_stopped_and_an_honest_phone_is_not_counted(phone, visit, monkeypatch):
    monkeypatch.setattr("outreach.visits.forgeries.MOST_FORGED", 5)
    good = [phone.sealed(visit.code, disposition="NO_ANSWER") for _each in range(8)]
    phone.send(*good)
    forged = [changed(each, "ciphertext") for each in good[:5]]
    assert phone.send(*forged).status_code == 200
    answer = phone.send(phone.sealed(visit.code, disposition="NO_ANSWER"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")


def test_its_length_says_little(phone, visit):
    short = phone.sealed(visit.code, disposition="MOVED")
    longer = phone.sealed(visit.code, disposition="MOVED", note="a" * 40)
    lengths = [len(b64decode(each["ciphertext"])) - 16 for each in (short, longer)]
    assert all(length % 256 == 0 for length in lengths)
