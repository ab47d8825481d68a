"""Inviting people, changing what they may see, and switching them off."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from outreach.accounts import roles
from outreach.accounts.models import AuditEntry, User
from outreach.accounts.people import role_of
from outreach.accounts.role_guide import GUIDES
from tests.factories import PASSWORD, UserFactory

NEW_PASSWORD = "another long pass phrase"


@pytest.fixture
def data(office):
    return {
        "first_name": "Nia",
        "last_name": "Cole",
        "email": "Nia.Cole@Example.org",
        "language": "en",
        "role": roles.AGENT,
        "offices": [str(office.pk)],
    }


def _link(page):
    return re.search(r'value="(http://[^"]+/accounts/password/reset/key/[^"]+)"', page).group(1)


def test_only_administrators_find_the_page(signed_in, request, administrator):
    page = reverse("accounts:people")
    for name in ("agent", "coordinator", "manager", "auditor"):
        client = signed_in(request.getfixturevalue(name))
        for path in (page, reverse("accounts:invite"), f"{page}{administrator.code}/"):
            assert client.get(path).status_code == 404
            assert client.post(path).status_code in (404, 405)
        for deed in ("password-link", "switch-off", "switch-on"):
            assert client.post(f"{page}{administrator.code}/{deed}/").status_code == 404
    administrator.refresh_from_db()
    assert administrator.is_active
    assert signed_in(administrator).get(page).status_code == 200


def test_it_lists_people_by_role(signed_in, administrator, agent, coordinator):
    UserFactory(first_name="Gone", is_active=False, role=roles.AGENT)
    client = signed_in(administrator)
    everyone = client.get("/people/").content.decode()
    assert str(agent) in everyone
    assert "Hartford" in everyone
    assert "Gone" not in everyone
    agents = client.get("/people/?role=agent").content.decode()
    assert str(agent) in agents
    assert coordinator.email not in agents
    assert "Gone" in client.get("/people/?role=off").content.decode()


def test_an_invited_person_sets_a_password_once_and_signs_in(
    signed_in, administrator, office, data
):
    page = signed_in(administrator).post("/people/invite/", data).content.decode()
    person = User.objects.get(email="nia.cole@example.org")
    assert role_of(person) == roles.AGENT
    assert list(person.offices.all()) == [office]
    assert not person.has_usable_password()
    link, client = _link(page), Client()
    form = client.get(link, follow=True)
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(form.redirect_chain[-1][0], sent)
    client.post("/accounts/login/", {"login": person.email, "password": NEW_PASSWORD})
    assert client.get("/me/").status_code == 200
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_a_weak_password_is_refused_with_the_reason(signed_in, administrator, data):
    page = signed_in(administrator).post("/people/invite/", data).content.decode()
    client = Client()
    form = client.get(_link(page), follow=True)
    said = client.post(form.redirect_chain[-1][0], {"password1": "short", "password2": "short"})
    assert "at least 15 characters" in said.content.decode()


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"email": "nobody"}, "email", "valid email"),
        ({"email": "ANA@example.org"}, "email", "signs in with this address already"),
        ({"first_name": ""}, "first_name", "required"),
        ({"role": ""}, "role", "required"),
        ({"role": "boss"}, "role", "not one of the available choices"),
        ({"offices": []}, "offices", "works for an office"),
    ],
)
def test_it_says_what_is_wrong_and_invites_nobody(
    signed_in, administrator, data, change, field, message
):
    UserFactory(email="ana@example.org")
    before = User.objects.count()
    page = signed_in(administrator).post("/people/invite/", {**data, **change})
    form = page.context["form"]
    assert message in str(form.errors[field])
    assert list(form.errors) == [field]
    assert User.objects.count() == before


def test_a_manager_needs_no_office(signed_in, administrator, data):
    signed_in(administrator).post("/people/invite/", {**data, "role": roles.MANAGER, "offices": []})
    assert role_of(User.objects.get(email="nia.cole@example.org")) == roles.MANAGER


def test_a_change_of_role_and_office_holds_at_once(
    signed_in, administrator, agent, other_office, team, data
):
    client = signed_in(agent)
    assert client.get("/today/").status_code == 200
    changed = {**data, "role": roles.COORDINATOR, "offices": [str(other_office.pk)]}
    signed_in(administrator).post(f"/people/{agent.code}/", changed)
    assert client.get("/today/").status_code == 404
    assert client.get("/board/").status_code == 200
    assert list(agent.groups.values_list("name", flat=True)) == [roles.COORDINATOR]
    assert list(agent.offices.all()) == [other_office]
    assert not team.members.exists()


def test_a_changed_address_no_longer_signs_in_under_the_old_one(
    signed_in, administrator, agent, data
):
    old = agent.email
    sign_in = {"login": old, "password": PASSWORD}
    client = Client()
    client.post("/accounts/login/", sign_in)
    signed_in(administrator).post(f"/people/{agent.code}/", data)
    assert Client().post("/accounts/login/", sign_in).status_code == 200
    sign_in["login"] = "nia.cole@example.org"
    assert Client().post("/accounts/login/", sign_in).status_code == 302


def test_switching_off_ends_the_sessions_at_the_next_request(signed_in, administrator, agent):
    phone = signed_in(agent)
    assert phone.get("/today/").status_code == 200
    client = signed_in(administrator)
    assert (
        "signed out at its next click"
        in client.get(f"/people/{agent.code}/switch-off/").content.decode()
    )
    client.post(f"/people/{agent.code}/switch-off/")
    answer = phone.get("/today/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    sign_in = {"login": agent.email, "password": PASSWORD}
    said = Client().post("/accounts/login/", sign_in, follow=True).content.decode()
    assert "switched off" in said or "not correct" in said


def test_switching_on_lets_the_person_sign_in_again(signed_in, administrator, agent):
    agent.is_active = False
    agent.save()
    signed_in(administrator).post(f"/people/{agent.code}/switch-on/")
    sign_in = {"login": agent.email, "password": PASSWORD}
    assert Client().post("/accounts/login/", sign_in).status_code == 302


def test_nobody_who_is_switched_off_gets_a_link(signed_in, administrator, agent):
    agent.is_active = False
    agent.save()
    answer = signed_in(administrator).post(f"/people/{agent.code}/password-link/")
    assert answer.status_code == 404


def test_the_last_administrator_stays(signed_in, administrator, data):
    client = signed_in(administrator)
    client.post(f"/people/{administrator.code}/switch-off/")
    page = client.post(f"/people/{administrator.code}/", data)
    assert "Nobody else is an administrator" in str(page.context["form"].errors["role"])
    administrator.refresh_from_db()
    assert administrator.is_active
    assert role_of(administrator) == roles.ADMINISTRATOR
    assert administrator.first_name == "Ada"


def test_an_administrator_may_leave_where_another_stays(signed_in, administrator, data):
    UserFactory(role=roles.ADMINISTRATOR)
    signed_in(administrator).post(f"/people/{administrator.code}/switch-off/")
    administrator.refresh_from_db()
    assert not administrator.is_active


def test_one_who_is_switched_off_does_not_count_as_another(signed_in, administrator):
    UserFactory(role=roles.ADMINISTRATOR, is_active=False)
    signed_in(administrator).post(f"/people/{administrator.code}/switch-off/")
    administrator.refresh_from_db()
    assert administrator.is_active


def test_each_change_is_written_down(signed_in, administrator, agent, data):
    client = signed_in(administrator)
    client.post(f"/people/{agent.code}/", {**data, "role": roles.COORDINATOR})
    client.post(f"/people/{agent.code}/password-link/")
    client.post(f"/people/{agent.code}/switch-off/")
    entries = AuditEntry.objects.get_for_object(agent).order_by("pk")
    assert [set(entry.changes) for entry in entries] == [
        {"email", "role"},
        {"password_link"},
        {"is_active"},
    ]
    assert {entry.actor for entry in entries} == {administrator}
    assert entries[0].changes["role"] == [roles.AGENT, roles.COORDINATOR]


def test_it_explains_every_role(signed_in, administrator):
    page = signed_in(administrator).get("/people/invite/").content.decode()
    assert set(GUIDES) == set(roles.LABELS)
    for guide in GUIDES.values():
        assert str(guide.sees) in page
