"""Signing in and out, and one's own password."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

CLOSED = [
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/abc/",
    "password/set/",
    "password/reset/done/",
    "login/code/confirm/",
]


@pytest.mark.parametrize("path", CLOSED)
def test_what_doorstep_does_not_offer_does_not_exist(path, client, signed_in, agent):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404
    assert signed_in(agent).get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("login/", "Sign in"),
        ("inactive/", "switched off"),
        ("password/reset/", "Ask your administrator for a link"),
        ("password/reset/key/1-abc-def/", "no longer works"),
        ("password/reset/key/done/", "Your password is set"),
    ],
)
def test_each_page_of_the_entrance_is_ours(path, words, client, db):
    page = client.get(f"/accounts/{path}").content.decode()
    assert words in page
    assert "doorstep.css" in page
    assert "Menu:" not in page


@pytest.mark.parametrize("path", ["logout/", "password/change/", "reauthenticate/"])
def test_each_page_about_ones_own_account_is_ours(path, signed_in, agent):
    page = signed_in(agent).get(f"/accounts/{path}").content.decode()
    assert "doorstep.css" in page
    assert "Menu:" not in page


def test_no_reset_is_sent_by_e_mail(client, agent, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": agent.email})
    assert answer.status_code == 405
    assert mailoutbox == []


def test_password_managers_find_both_fields(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_a_wrong_password_is_told_clearly_and_the_address_stays(client, agent):
    sent = {"login": agent.email, "password": "wrong"}
    page = client.post("/accounts/login/", sent).content.decode()
    assert "not correct" in page
    assert f'value="{agent.email}"' in page
    assert 'role="alert"' in page


def test_signing_in_leads_to_where_one_was_going(client, coordinator):
    page = client.get("/board/")
    sent = {"login": coordinator.email.upper(), "password": PASSWORD}
    answer = client.post(page["Location"], {**sent, "next": "/board/"})
    assert answer["Location"] == "/board/"


def test_it_changes_ones_own_password_and_stays_signed_in(signed_in, agent):
    client = signed_in(agent)
    new = "an entirely new pass phrase"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post("/accounts/password/change/", sent)
    assert answer["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    login = {"login": agent.email, "password": new}
    assert Client().post("/accounts/login/", login).status_code == 302


def test_signing_out_ends_the_session(signed_in, agent):
    client = signed_in(agent)
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302
