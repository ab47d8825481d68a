"""Every way in and out is written down, by code, and nothing that somebody typed."""

import json
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from auditlog import get_logentry_model
from django.test import Client

from tests.accounts.codes import CODE, code_at, code_now, give_app, give_password, sign_in
from tests.factories import PASSWORD, UserFactory

ADDRESS = "203.0.113.5"


def deeds(user=None):
    """Return what was written about the user, or about nobody, in its order."""
    entries = get_logentry_model().objects.order_by("pk")
    about = str(user.pk) if user else ""
    return [
        entry.additional_data
        for entry in entries
        if entry.additional_data and entry.content_type.model == "user"
        if entry.object_pk == about
    ]


def names(user=None):
    return [entry["deed"] for entry in deeds(user)]


@pytest.fixture
def client():
    return Client(REMOTE_ADDR=ADDRESS)


def test_signing_in_and_out(client, agent):
    give_password(client, agent)
    client.post("/accounts/logout/")
    assert deeds(agent) == [{"deed": "sign_in", "by": "password"}, {"deed": "sign_out"}]
    for entry in get_logentry_model().objects.all():
        assert entry.actor == agent
        assert entry.remote_addr == ADDRESS
        assert entry.object_repr == agent.code


def test_signing_in_with_a_code(client, agent):
    give_app(agent)
    give_password(client, agent)
    assert names(agent) == []
    client.post(CODE, {"code": code_now()})
    assert deeds(agent) == [{"deed": "sign_in", "by": "password, totp"}]


def test_a_failure_names_who_was_tried(client, agent):
    give_password(client, agent, "wrong")
    [entry] = get_logentry_model().objects.all()
    assert entry.additional_data == {"deed": "sign_in_failed", "because": "password"}
    assert entry.actor is None
    assert entry.remote_addr == ADDRESS
    assert entry.object_repr == agent.code


def test_a_failure_with_an_unknown_address_names_nobody(client, agent):
    nobody = UserFactory.build(email="mysecretpassword@example.org")
    give_password(client, nobody, "hunter2hunter2")
    [entry] = get_logentry_model().objects.all()
    assert entry.additional_data == {"deed": "sign_in_failed", "because": "password"}
    assert (entry.object_pk, entry.object_repr) == ("", "")


def test_a_lock_is_written_once(client, agent):
    for _try in range(8):
        give_password(client, agent, "wrong")
    assert names(agent) == ["sign_in_failed"] * 5 + ["lockout"]
    assert deeds(agent)[-1]["of"] == "account_at_address"


def test_a_wrong_code_and_its_lock(client, agent):
    give_app(agent)
    give_password(client, agent)
    for _try in range(7):
        client.post(CODE, {"code": "wrong"})
    assert names(agent) == ["sign_in_failed"] * 5 + ["lockout"]
    assert {entry.get("because") for entry in deeds(agent)} == {"second_factor", None}


def test_whoever_was_switched_off_and_tries(client, agent):
    agent.is_active = False
    agent.save()
    give_password(client, agent)
    assert deeds(agent) == [{"deed": "sign_in_failed", "because": "switched_off"}]


# allauth tells of a new factor once it is committed.
@pytest.mark.django_db(transaction=True)
def test_each_change_of_a_second_factor(agent, signed_in):
    client = signed_in(agent)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_at(time.time(), secret)})
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")
    assert [(entry["deed"], entry["kind"]) for entry in deeds(agent)] == [
        ("second_factor_added", "totp"),
        ("second_factor_added", "recovery_codes"),
        ("recovery_codes_renewed", "recovery_codes"),
        ("second_factor_removed", "totp"),
        ("second_factor_removed", "recovery_codes"),
    ]
    assert not Authenticator.objects.exists()


def test_an_administrators_deeds_name_both(agent, administrator, signed_in):
    give_app(agent)
    sign_in(agent)
    signed_in(administrator).post(f"/people/{agent.code}/reset-second-factor/")
    [reset, ended] = get_logentry_model().objects.order_by("pk")[1:]
    assert reset.additional_data == {
        "deed": "second_factor_reset",
        "kind": "recovery_codes, totp",
    }
    assert ended.additional_data == {"deed": "session_ended", "because": "administrator"}
    assert {reset.actor, ended.actor} == {administrator}
    assert {reset.object_repr, ended.object_repr} == {agent.code}


def test_showing_again_that_it_is_oneself(manager, signed_in):
    client = signed_in(manager)
    client.post("/accounts/reauthenticate/", {"password": "wrong"})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert deeds(manager) == [
        {"deed": "reauthentication_failed", "because": "password"},
        {"deed": "reauthentication", "by": "password"},
    ]


def test_a_session_that_ends_by_itself(agent):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        client = sign_in(agent)
        clock.shift(15 * 60)
        client.get("/today/")
    assert deeds(agent)[1:] == [{"deed": "session_ended", "because": "idle"}]


def test_ending_ones_own_sessions(agent):
    here, there = sign_in(agent), sign_in(agent)
    here.post("/me/end-sessions/", {"session": agent.usersession_set.last().pk})
    here.post("/me/end-sessions/", {"session": agent.usersession_set.last().pk})
    assert there.get("/today/").status_code == here.get("/today/").status_code == 302
    assert deeds(agent)[2:] == [{"deed": "session_ended", "because": "own_wish"}] * 2


def test_changing_ones_password(agent, signed_in):
    new = "an entirely new pass phrase"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    signed_in(agent).post("/accounts/password/change/", sent)
    assert deeds(agent) == [{"deed": "password_changed"}]


def test_nothing_that_was_typed_is_in_it(client, agent):
    """Each secret of a whole sign-in, right and wrong, is looked for in all that was written."""
    codes = give_app(agent)
    typed = ["hunter2hunter2", "unknown@example.org", PASSWORD, codes[0], "424242"]
    give_password(client, UserFactory.build(email="unknown@example.org"), "hunter2hunter2")
    give_password(client, agent)
    client.post(CODE, {"code": "424242"})
    client.post(CODE, {"code": codes[0]})
    written = json.dumps(list(get_logentry_model().objects.values()), default=str)
    assert "sign_in_failed" in written
    assert not [secret for secret in typed if secret in written]


def test_nobody_comes_in_unwritten(client, agent, monkeypatch):
    """Where the audit cannot be written, the answer is an error and there is no session."""

    def refuse(*_args, **_kwargs):
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("outreach.accounts.sign_in_audit.get_logentry_model", refuse)
    client.raise_request_exception = False
    assert give_password(client, agent).status_code == 500
    assert client.get("/today/").status_code == 302
