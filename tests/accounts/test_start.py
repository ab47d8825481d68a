"""Each role's own start."""

import pytest


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("agent", "/today/"),
        ("coordinator", "/board/"),
        ("manager", "/statistics/"),
        ("administrator", "/people/"),
        ("auditor", "/audit/"),
    ],
)
def test_it_leads_each_role_to_its_own_page(role, address, request, signed_in):
    user = request.getfixturevalue(role)
    response = signed_in(user).get("/")
    assert response.url == address
    assert signed_in(user).get(address).status_code == 200


def test_it_asks_strangers_to_sign_in(client, db):
    assert client.get("/").url == "/accounts/login/?next=/"


def test_it_shows_the_users_language(agent, signed_in):
    agent.language = "es"
    agent.save(update_fields=["language"])
    assert '<html lang="es"' in signed_in(agent).get("/me/").content.decode()
