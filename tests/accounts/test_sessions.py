"""One sees where one is signed in, and ends it there; so does an administrator for others."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from outreach.accounts.sessions import device_name
from tests.accounts.codes import give_password, sign_in

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
END = "/me/end-sessions/"


def signed_in_with(user, agent: str, address: str = "203.0.113.5") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    give_password(client, user)
    return client


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_it_lists_each_place_in_words_this_one_first(agent):
    desk = signed_in_with(agent, DESK)
    signed_in_with(agent, PHONE, "198.51.100.7")
    places = desk.get("/me/").context["signed_in_at"]
    assert [(place.name, place.is_here) for place in places] == [
        ("Firefox, Windows", True),
        ("Chrome, Android", False),
    ]
    page = desk.get("/me/").content.decode()
    assert "198.51.100.7" in page
    assert desk.session.session_key not in page


def test_it_ends_one_of_them(agent):
    desk, phone = signed_in_with(agent, DESK), signed_in_with(agent, PHONE)
    page = desk.post(END, {"session": session_of(phone).pk}, follow=True)
    assert "1 session ended" in page.content.decode()
    assert phone.get("/today/").status_code == 302
    assert desk.get("/today/").status_code == 200
    assert [place.name for place in page.context["signed_in_at"]] == ["Firefox, Windows"]


def test_it_ends_all_but_this_one(agent):
    desk, phone, other = (signed_in_with(agent, name) for name in (DESK, PHONE, PHONE))
    desk.post(END)
    assert desk.get("/today/").status_code == 200
    assert {phone.get("/today/").status_code, other.get("/today/").status_code} == {302}


def test_it_ends_this_one_if_so_asked(agent):
    desk = signed_in_with(agent, DESK)
    answer = desk.post(END, {"session": session_of(desk).pk})
    assert answer["Location"] == "/accounts/login/"
    assert desk.get("/today/").status_code == 302


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 40, "²", "1 OR 1=1"])
def test_odd_values_end_nothing(agent, sent):
    desk, phone = signed_in_with(agent, DESK), signed_in_with(agent, PHONE)
    assert "0 sessions ended" in desk.post(END, {"session": sent}, follow=True).content.decode()
    assert phone.get("/today/").status_code == 200


def test_nobody_ends_anothers(agent, other_agent):
    theirs = sign_in(other_agent)
    sign_in(agent).post(END, {"session": session_of(theirs).pk})
    assert theirs.get("/today/").status_code == 200


def test_signing_out_takes_it_off_the_list(agent):
    desk, phone = signed_in_with(agent, DESK), signed_in_with(agent, PHONE)
    phone.post("/accounts/logout/")
    assert len(desk.get("/me/").context["signed_in_at"]) == 1


def test_an_administrator_ends_all_of_a_persons(agent, administrator):
    desk, phone = signed_in_with(agent, DESK), signed_in_with(agent, PHONE)
    client = sign_in(administrator)
    path = reverse("accounts:end_sessions", args=[agent.code])
    page = client.get(f"/people/{agent.code}/").content.decode()
    assert "Signed in on 2 devices" in page
    assert path in page
    client.post(path)
    assert {desk.get("/today/").status_code, phone.get("/today/").status_code} == {302}
    assert client.get("/people/").status_code == 200


def test_nobody_else_does(agent, coordinator, manager, other_agent):
    phone = signed_in_with(agent, PHONE)
    for user in (coordinator, manager, other_agent):
        path = reverse("accounts:end_sessions", args=[agent.code])
        assert sign_in(user).post(path).status_code == 404
    assert phone.get("/today/").status_code == 200


@pytest.mark.parametrize(
    ("description", "words"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/131 Safari/537 Edg/131", "Edge, Mac"),
        ("curl/8", "Another device"),
        ("", "Another device"),
        ("<script>alert(1)</script>", "Another device"),
    ],
)
def test_it_names_devices_as_people_would(description, words):
    assert device_name(description) == words
