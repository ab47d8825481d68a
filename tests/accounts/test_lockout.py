"""Five failed sign-ins lock for ten minutes, and lock nobody else out."""

import threading
from contextlib import suppress

import pytest
import time_machine
from django.core.cache import caches
from django.db import connections
from django.test import Client

from outreach.accounts import lockout
from tests.accounts.codes import CODE, code_now, give_app, give_password, wrong_code
from tests.factories import PASSWORD, UserFactory

HERE, ELSEWHERE = "203.0.113.5", "198.51.100.7"
LOCKED = "Wait 10 minutes"


@pytest.fixture
def clock():
    with time_machine.travel(1_800_000_000, tick=False) as traveller:
        yield traveller


def attempt(user, password, address=HERE, client=None):
    """Try to sign in from the address, on a new device unless a client is given."""
    return give_password(client or Client(), user, password, REMOTE_ADDR=address)


def fail(user, times=lockout.FAILURES, address=HERE, client=None):
    for _try in range(times):
        answer = attempt(user, "wrong", address, client)
    return answer.content.decode()


def gets_in(user, address=HERE, client=None):
    return attempt(user, PASSWORD, address, client).status_code == 302


def known(user, address=HERE):
    """Return a device on which the user signed in before, and signed out."""
    client = Client()
    assert gets_in(user, address, client)
    client.post("/accounts/logout/")
    return client


def test_the_fifth_failure_locks_and_says_for_how_long(clock, agent):
    assert LOCKED not in fail(agent, 4)
    assert LOCKED in fail(agent, 1)
    assert not gets_in(agent)


def test_four_failures_do_not(clock, agent):
    fail(agent, 4)
    assert gets_in(agent)


def test_the_right_password_is_no_way_through_a_lock(clock, agent):
    fail(agent)
    page = attempt(agent, PASSWORD).content.decode()
    assert LOCKED in page
    assert f'value="{agent.email}"' in page


def test_it_opens_after_ten_minutes_and_tells_how_many_are_left(clock, agent):
    fail(agent)
    clock.shift(8 * 60 + 30)
    assert "Wait 2 minutes" in fail(agent, 1)
    clock.shift(60)
    assert "Wait 1 minute," in fail(agent, 1)
    clock.shift(31)
    assert gets_in(agent)


def test_failures_of_ten_minutes_ago_no_longer_count(clock, agent):
    fail(agent, 4)
    clock.shift(10 * 60 + 1)
    fail(agent, 4)
    assert gets_in(agent)


def test_signing_in_forgets_the_failures(clock, agent):
    fail(agent, 4)
    assert gets_in(agent)
    fail(agent, 4)
    assert gets_in(agent)


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(clock, agent):
    fail(agent, address=ELSEWHERE)
    assert gets_in(agent)


def test_a_colleague_on_a_new_device_in_the_same_office_still_gets_in(clock, agent, other_agent):
    fail(agent)
    assert gets_in(other_agent)


def test_five_accounts_failing_at_an_address_lock_it_for_new_devices(clock, agent):
    before = known(agent)
    for _each in range(5):
        fail(UserFactory(), 1)
    assert LOCKED in fail(agent, 1)
    assert not gets_in(agent)
    assert gets_in(agent, ELSEWHERE)
    assert gets_in(agent, client=before)


def test_an_office_where_each_mistypes_once_is_not_locked(clock, db):
    for user in UserFactory.create_batch(8):
        fail(user, 1)
        assert gets_in(user)


def test_five_addresses_failing_on_an_account_lock_it_for_new_devices(clock, agent):
    before = known(agent, ELSEWHERE)
    for number in range(5):
        fail(agent, 1, f"192.0.2.{number}")
    assert not gets_in(agent)
    assert gets_in(agent, client=before)


def test_a_neighbouring_ipv6_address_is_the_same_address(clock, agent):
    for number in range(5):
        fail(agent, 1, f"2001:db8:1:2::{number}")
    assert not gets_in(agent, "2001:db8:1:2:ffff::1")


def test_a_known_device_locks_by_itself_and_for_itself(clock, agent):
    before = known(agent)
    fail(agent, client=before)
    assert not gets_in(agent, client=before)
    assert gets_in(agent)


def test_a_known_device_is_known_for_its_own_person_only(clock, agent, other_agent):
    fail(other_agent)
    assert not gets_in(other_agent, client=known(agent))


def test_a_forged_device_is_not_known(clock, agent):
    forged = Client()
    forged.cookies["doorstep_device"] = "eyJ4IjoiMSJ9:1x:forged"
    fail(agent)
    assert not gets_in(agent, client=forged)


def test_a_device_is_forgotten_after_ninety_days(clock, agent):
    before = known(agent)
    clock.shift(91 * 24 * 60 * 60)
    fail(agent)
    assert not gets_in(agent, client=before)


def test_a_device_is_known_only_after_the_second_factor(clock, agent):
    """Or whoever has the password would have a device to try codes from in peace."""
    give_app(agent)
    client = Client()
    attempt(agent, PASSWORD, client=client)
    assert "doorstep_device" not in client.cookies
    client.post(CODE, {"code": code_now()})
    assert client.cookies["doorstep_device"]["httponly"]


@pytest.mark.parametrize("name", ["unknown", "invited", "switched off"])
def test_whoever_cannot_sign_in_is_answered_like_anyone(name, clock, agent):
    """Nobody learns from the words which addresses sign in here."""
    someone = UserFactory.build(email="nobody@example.org")
    if name == "invited":
        someone = UserFactory(password="")
        someone.set_unusable_password()
        someone.save()
    elif name == "switched off":
        someone = UserFactory(is_active=False)
    for _try in range(6):
        known_page = attempt(agent, "wrong").context["form"].errors
        assert attempt(someone, "wrong").context["form"].errors == known_page


@pytest.mark.parametrize("exists", [True, False])
def test_a_failure_hashes_one_password_whether_or_not_there_is_one(
    exists, clock, agent, monkeypatch
):
    """Nobody learns it from the time either: hashing is what takes long."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    real = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return real(self, password, salt)

    user = agent if exists else UserFactory.build(email="nobody@example.org")
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    attempt(user, "wrong")
    assert hashed == ["wrong"]


def test_five_wrong_codes_lock_the_codes_wherever_they_are_tried(clock, agent):
    give_app(agent)
    for number in range(5):
        client = Client()
        attempt(agent, PASSWORD, f"192.0.2.{number}", client)
        page = client.post(CODE, {"code": wrong_code()}).content.decode()
    assert LOCKED in page
    assert LOCKED in client.post(CODE, {"code": code_now()}).content.decode()
    clock.shift(10 * 60 + 1)
    assert client.post(CODE, {"code": code_now()}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_five_attempts(settings):
    """In the database's cache, as any number of web processes share it."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "doorstep_cache",
        }
    }
    caches["default"].clear()
    let_through: list[int] = []

    def attempt_one(number: int) -> None:
        with suppress(lockout.LockedError):
            lockout.begin([lockout.Count("account", "race@example.org")])
            let_through.append(number)
        connections.close_all()

    threads = [threading.Thread(target=attempt_one, args=[n]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == lockout.FAILURES
    caches["default"].clear()
