"""A phone's clock is a claim, and its release may be old: neither loses a report."""

from datetime import timedelta

import pytest
from django.db import ConnectionHandler
from django.utils import timezone
from environ import Env

from outreach.environment import database
from outreach.visits import clients
from outreach.visits.models import ReceivedEvent, SealingKey, VisitReport
from outreach.visits.sealing_keys import current_key, keep_keys

YEARS = timedelta(days=3650)


def at(moment):
    return moment.isoformat()


@pytest.mark.parametrize("skew", [YEARS, -YEARS, timedelta(hours=3)])
def test_a_wrong_clock_is_taken_flagged_and_reckoned_with(
    phone, visit, skew, coordinator, signed_in
):
    knocked = timezone.now() - timedelta(minutes=20)
    said = {"kind": "visit_report", "visit": visit.code, "data": {"disposition": "MOVED"}}
    sealed = phone.seal(said | {"at": at(knocked + skew)})
    answer = phone.send(sealed, now=at(timezone.now() + skew)).json()
    assert answer["results"][0]["verdict"] == "applied"
    assert abs(answer["clock"] - skew.total_seconds()) < 60
    report = VisitReport.objects.get()
    assert report.event.clock_is_wrong
    assert abs(report.knocked_at - knocked) < timedelta(minutes=1)
    assert abs(report.event.device_at - knocked - skew) < timedelta(minutes=1)
    page = signed_in(coordinator).get(f"/visits/of/{visit.contact.code}/").content.decode()
    assert "clock said" in page


def test_a_clock_that_was_put_right_in_between_is_flagged_too(phone, visit):
    said = {"kind": "visit_report", "visit": visit.code, "data": {"disposition": "MOVED"}}
    phone.send(phone.seal(said | {"at": at(timezone.now() - YEARS)}))
    assert ReceivedEvent.objects.get().clock_is_wrong


def test_a_right_clock_is_not_flagged(phone, visit):
    phone.send(phone.sealed(visit.code, disposition="MOVED"))
    assert not ReceivedEvent.objects.get().clock_is_wrong


@pytest.mark.parametrize("now", ["soon", None, 7, {}, "0001-01-01T00:00:00+00:00"])
def test_a_clock_that_says_nothing_is_left_out(phone, visit, now):
    assert phone.verdicts(phone.sealed(visit.code, disposition="MOVED"), now=now) == ["applied"]
    assert ReceivedEvent.objects.get().clock_ahead_seconds is None


def test_a_release_that_is_too_old_keeps_its_queue_and_is_told(phone, visit, monkeypatch):
    sealed = phone.sealed(visit.code, disposition="MOVED")
    monkeypatch.setattr(clients, "OLDEST", 3)
    monkeypatch.setattr(clients, "NEWEST", 3)
    answer = phone.send(sealed).json()
    result = answer["results"][0]
    assert (result["verdict"], result["code"]) == ("retry", "update")
    assert "Update the app" in result["reason"]
    assert answer["client"] == {"oldest": 3, "newest": 3, "update": "required"}
    assert not ReceivedEvent.objects.exists()
    phone.release = 3
    assert phone.verdicts(sealed) == ["applied"]


@pytest.mark.parametrize(
    ("told", "number", "update"),
    [
        (None, 1, "advised"),
        (1, 1, "advised"),
        ("2", 2, "advised"),
        ("3", 3, "none"),
        (99, 99, "none"),
        (0, 0, "required"),
    ],
)
def test_it_says_of_each_release_what_to_do(told, number, update):
    assert clients.client_of(told) == number
    assert clients.told_of(number)["update"] == update


@pytest.mark.parametrize("told", [True, 1.5, -1, "two", "²", "9" * 30, [], {}])
def test_what_is_no_release_number_is_the_oldest(told):
    assert clients.client_of(told) == 1


def test_a_key_a_week_made_a_week_ahead(db):
    now = timezone.now()
    keep_keys(now)
    first = current_key(now)
    next_week = current_key(now + timedelta(days=7))
    assert SealingKey.objects.count() == 2
    assert next_week != first
    assert next_week.made_at < now + timedelta(minutes=1)
    keep_keys(now)
    assert SealingKey.objects.count() == 2


def test_what_was_sealed_last_week_opens_and_after_the_queues_are_gone_no_more(phone, visit):
    sealed = [phone.sealed(visit.code, disposition="MOVED") for _each in range(2)]
    now = timezone.now()
    keep_keys(now + timedelta(days=45))
    assert phone.verdicts(sealed[0]) == ["applied"]
    assert keep_keys(now + timedelta(days=60)) >= 1
    assert SealingKey.objects.get(name=sealed[0]["key"]).private_key == ""
    result = phone.send(sealed[1]).json()["results"][0]
    assert (result["verdict"], result["code"]) == ("rejected", "too_old")


def test_the_database_does_not_hold_the_private_key_in_plain(db):
    from django.db import connection

    key = current_key(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM visits_sealingkey")
        (kept,) = cursor.fetchone()
    assert key.private_key
    assert key.private_key not in kept


def test_an_acknowledged_event_is_flushed_to_disk(tmp_path, db):
    product = ConnectionHandler({"default": database(Env(), tmp_path)})["default"]
    if product.vendor != "sqlite":
        pytest.skip("PostgreSQL flushes unless it was told otherwise.")
    with product.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
    product.close()
