"""Everyone sets up a second factor, and signs in with it."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.test import Client
from django.urls import reverse

from contacts.rotating import rotate
from outreach.accounts.second_factor_adapter import SecondFactorAdapter, _old_cipher
from tests.accounts.codes import (
    CODE,
    SECRET,
    code_at,
    code_now,
    give_app,
    give_password,
    sign_in,
    wrong_code,
)
from tests.addresses import address, patterns

SET_UP = "/accounts/2fa/"
ACTIVATE = "/accounts/2fa/totp/activate/"
AGAIN = "/accounts/2fa/reauthenticate/"
RECOVERY = "/accounts/2fa/recovery-codes/"


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def set_up(client: Client):
    """Set up an app as people do; return the last answer."""
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'<p class="key"[^>]*>(\w+)<', page)[1]
    return client.post(ACTIVATE, {"code": code_at(time.time(), secret)})


def test_without_one_nothing_else_is_reached(required, world, agent):
    client = sign_in(agent)
    reached = set()
    for name, parameters in patterns():
        answer = client.get(address(name, parameters, world))
        if answer.status_code == 200:
            reached.add(name)
    assert reached == {
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "live",
        "ready",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }


# allauth tells of a new app once it is committed.
@pytest.mark.django_db(transaction=True)
def test_a_page_leads_to_setting_one_up_and_then_back(required, agent):
    client = sign_in(agent)
    answer = client.get("/today/?x=1")
    assert answer["Location"].startswith(SET_UP)
    page = client.get(SET_UP).content.decode()
    assert "Set up a second factor" in page
    assert 'href="/today/"' not in page
    answer = set_up(client)
    assert answer["Location"] == RECOVERY
    answer = client.get(RECOVERY)
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", page)) == 10
    assert 'href="/today/?x=1"' in page
    assert client.get("/today/").status_code == 200


def test_a_program_is_told_and_not_led(required, agent):
    client = sign_in(agent)
    answer = client.post("/sync/events/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")
    answer = client.get("/today/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")


def test_a_part_of_a_page_leads_the_whole_page(required, coordinator):
    answer = sign_in(coordinator).get("/visits/board/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Redirect"].startswith(SET_UP)


def test_strangers_are_led_to_signing_in_as_before(required, client, db):
    assert client.get("/today/")["Location"] == "/accounts/login/?next=/today/"
    assert client.get("/health/live").status_code == 200


def test_it_is_asked_for_while_signing_in(required, agent):
    give_app(agent)
    client = Client()
    assert give_password(client, agent)["Location"] == CODE
    assert "inputmode" in client.get(CODE).content.decode()
    assert client.get("/today/")["Location"].startswith("/accounts/login/")
    assert "did not fit" in client.post(CODE, {"code": wrong_code()}).content.decode()
    client.post(CODE, {"code": code_now()})
    assert client.get("/today/").status_code == 200


def test_a_session_that_has_not_shown_it_does_not_come_in_with_anothers(required, agent):
    """Somebody with a stolen password waits, signed in, until the owner sets one up."""
    thief = sign_in(agent)
    give_app(agent)
    assert thief.get("/today/")["Location"] == f"{AGAIN}?next=%2Ftoday%2F"
    assert thief.get(RECOVERY)["Location"].startswith(AGAIN)
    assert thief.get(ACTIVATE)["Location"].startswith(AGAIN)
    assert thief.get("/accounts/2fa/totp/deactivate/")["Location"].startswith(AGAIN)
    thief.post(AGAIN, {"code": code_now(), "next": "/today/"})
    assert thief.get("/today/").status_code == 200


@pytest.mark.parametrize("late", [0, 25, 40, 59])
def test_a_code_is_taken_once_only(agent, late):
    give_app(agent)
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        code = code_now()
        first, second = Client(), Client()
        give_password(first, agent)
        assert first.post(CODE, {"code": code}).status_code == 302
        clock.shift(late)
        give_password(second, agent)
        assert second.post(CODE, {"code": code}).status_code == 200


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_half_a_minute_off(agent, seconds, fits):
    give_app(agent)
    with time_machine.travel(1_800_000_000, tick=False):
        client = Client()
        give_password(client, agent)
        answer = client.post(CODE, {"code": code_at(1_800_000_000 + seconds)})
        assert (answer.status_code == 302) == fits


def test_a_recovery_code_opens_the_door_once(required, agent):
    code = give_app(agent)[3]
    for opens in (True, False):
        client = Client()
        give_password(client, agent)
        # As it is printed, with a space.
        client.post(CODE, {"code": f"{code[:4]} {code[4:]}"})
        assert (client.get("/today/").status_code == 200) == opens


def test_new_recovery_codes_end_the_old(required, agent, signed_in):
    old = give_app(agent)
    client = signed_in(agent)
    client.post("/accounts/2fa/recovery-codes/generate/")
    page = client.get(RECOVERY).content.decode()
    assert not [code for code in old if f"{code[:4]} {code[4:]}" in page]


def test_the_last_one_stays(required, agent, signed_in):
    give_app(agent)
    client = signed_in(agent)
    page = client.post("/accounts/2fa/totp/deactivate/").content.decode()
    assert "your only second factor" in page
    assert Authenticator.objects.filter(user=agent, type="totp").exists()


def test_the_last_passkey_stays_too(required, agent, signed_in):
    passkey = Authenticator.objects.create(
        user=agent, type="webauthn", data={"name": "work phone", "credential": {}}
    )
    client = signed_in(agent)
    client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    give_app(agent)
    client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_nobody_removes_anothers_passkey(agent, other_agent, signed_in):
    passkey = Authenticator.objects.create(
        user=other_agent, type="webauthn", data={"name": "x", "credential": {}}
    )
    for deed in ("remove", "edit"):
        path = f"/accounts/2fa/webauthn/keys/{passkey.pk}/{deed}/"
        assert signed_in(agent).get(path).status_code == 404
        assert signed_in(agent).post(path, {"name": "y"}).status_code == 404


def test_an_administrator_lets_who_lost_it_set_up_another(
    required, agent, administrator, signed_in
):
    give_app(agent)
    phone = sign_in(agent)
    give_app(administrator)
    client = signed_in(administrator)
    path = reverse("accounts:reset_second_factor", args=[agent.code])
    assert "really this person" in client.get(path).content.decode()
    client.post(path)
    assert not agent.authenticator_set.exists()
    assert phone.get("/today/")["Location"].startswith("/accounts/login/")
    assert sign_in(agent).get("/today/")["Location"].startswith(SET_UP)


def test_its_secrets_are_not_in_the_database_in_plain(agent):
    give_app(agent)
    kept = " ".join(str(a.data) for a in Authenticator.objects.all())
    assert "secret" in kept
    assert SECRET not in kept


def kept_as_before(user) -> None:
    """Let the user's secrets lie under SECRET_KEY, where they once were."""
    for each in user.authenticator_set.all():
        name = "secret" if "secret" in each.data else "seed"
        plain = SecondFactorAdapter().decrypt(each.data[name])
        token = _old_cipher((settings.SECRET_KEY,)).encrypt(plain.encode()).decode()
        Authenticator.objects.filter(pk=each.pk).update(data=each.data | {name: token})


def comes_in(user, code: str) -> bool:
    client = Client()
    give_password(client, user)
    return client.post(CODE, {"code": code}).status_code == 302


def test_replacing_the_secret_key_keeps_nobody_out(agent, settings):
    recovery = give_app(agent)
    settings.SECRET_KEY = "another key" * 9
    assert comes_in(agent, code_now())
    assert comes_in(agent, recovery[0])


def test_what_was_kept_under_the_secret_key_still_opens(agent, settings):
    recovery = give_app(agent)
    kept_as_before(agent)
    assert comes_in(agent, recovery[0])
    assert rotate().renewed == 2
    settings.SECRET_KEY = "another key" * 9
    assert comes_in(agent, code_now())
    assert comes_in(agent, recovery[1])


def test_its_secrets_are_rotated_with_the_fields(agent, settings):
    recovery = give_app(agent)
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    assert rotate().renewed == 2
    assert rotate().renewed == 0
    settings.FIELD_KEYS = [new]
    assert comes_in(agent, code_now())
    assert comes_in(agent, recovery[0])


def test_a_secret_that_no_key_opens_is_no_error(agent, settings):
    recovery = give_app(agent)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert not comes_in(agent, code_now())
    assert not comes_in(agent, recovery[0])
    assert rotate().renewed == 0


@pytest.mark.parametrize("sent", ["", " ", "0" * 5000, "٠٠٠٠٠٠", "abc", "1\u0000"])
def test_odd_codes_are_told_clearly(agent, sent):
    give_app(agent)
    client = Client()
    give_password(client, agent)
    page = client.post(CODE, {"code": sent})
    assert page.status_code == 200
    assert page.context["form"].errors["code"]


@pytest.mark.parametrize(
    "sent", ["", "null", "[]", "{}", '{"id": 1}', "x" * 5000, '{"a": {"b": 1}}']
)
def test_odd_passkeys_are_told_clearly(agent, sent, signed_in):
    give_app(agent)
    client = Client()
    give_password(client, agent)
    assert client.post(CODE, {"credential": sent}).status_code == 200
    assert (
        signed_in(agent).post("/accounts/2fa/webauthn/add/", {"credential": sent}).status_code
        == 200
    )
