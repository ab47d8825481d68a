"""Signing in by OpenID Connect: who was invited, and nobody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from auditlog import get_logentry_model
from django.test import Client

from outreach.accounts.models import User
from outreach.environment import single_sign_on
from tests.accounts.codes import CODE, code_now, give_app
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.factories import PASSWORD

BUTTON = "/accounts/oidc/single-sign-on/login/"


@pytest.fixture(scope="module")
def one_provider():
    provider = Provider()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def provider(one_provider, settings):
    """The provider, configured; it knows nobody yet."""
    one_provider.person, one_provider.token_changes, one_provider.userinfo_changes = {}, {}, {}
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(
        "City login", one_provider.issuer, CLIENT, SECRET
    )
    return one_provider


def person(email, verified=True, **more):
    return {"sub": "17", "email": email, "email_verified": verified, **more}


def come_back(client: Client, path: str = BUTTON):
    """Go to the provider and come back with its answer, as a browser does."""
    leaving = client.get(path)
    with requests.Session() as browser:
        answer = browser.get(leaving["Location"], allow_redirects=False)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def words(client: Client, answer) -> str:
    assert answer["Location"] == "/accounts/login/"
    return client.get(answer["Location"]).content.decode()


def test_the_button_is_there_only_where_it_is_configured(provider, client, db, settings):
    page = client.get("/accounts/login/?next=/today/").content.decode()
    assert "Sign in with City login" in page
    assert f'href="{BUTTON}?next=/today/"' in page
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("", "", "", "")
    assert "City login" not in client.get("/accounts/login/").content.decode()
    assert client.get(BUTTON).status_code == 404


def test_an_invited_person_comes_in(provider, client, agent):
    provider.person = person(agent.email.upper())
    assert come_back(client, f"{BUTTON}?next=/today/")["Location"] == "/today/"
    assert client.get("/today/").status_code == 200


def test_the_password_stays_and_nothing_is_kept_of_the_provider(provider, client, agent):
    provider.person = person(agent.email, name="Somebody Else")
    come_back(client)
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)
    assert agent.first_name == "Ana"
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_the_second_factor_is_asked_all_the_same(provider, client, agent):
    give_app(agent)
    provider.person = person(agent.email)
    assert come_back(client)["Location"] == CODE
    assert client.get("/today/").status_code == 302
    client.post(CODE, {"code": code_now()})
    assert client.get("/today/").status_code == 200


def test_whoever_was_not_invited_stays_out_and_is_not_made(provider, client, agent):
    provider.person = person("stranger@example.org")
    assert "Nobody was invited" in words(client, come_back(client))
    assert client.get("/today/").status_code == 302
    assert User.objects.count() == 1
    [entry] = get_logentry_model().objects.all()
    assert entry.additional_data["because"] == "not_invited"
    assert "stranger" not in str(vars(entry))


def test_whoever_was_switched_off_stays_out(provider, client, agent):
    agent.is_active = False
    agent.save()
    provider.person = person(agent.email)
    assert "Nobody was invited" in words(client, come_back(client))


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_address_that_the_provider_does_not_vouch_for_is_nobodys(
    verified, provider, client, agent
):
    provider.person = person(agent.email, verified)
    assert "Nobody was invited" in words(client, come_back(client))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another client"},
        {"iss": "https://another.example"},
        {"exp": 1_000_000_000},
        {"sub": "18"},
    ],
)
def test_a_token_that_does_not_fit_is_refused(changes, provider, client, agent):
    provider.person = person(agent.email)
    provider.token_changes = changes
    assert "did not work" in words(client, come_back(client))
    assert client.get("/today/").status_code == 302


def test_an_answer_to_somebody_elses_question_is_refused(provider, client, agent):
    provider.person = person(agent.email)
    state = parse_qs(urlsplit(client.get(BUTTON)["Location"]).query)["state"][0]
    thief = Client()
    answer = thief.get(f"{BUTTON}callback/?code=x&state={state}")
    assert "did not work" in words(thief, answer)


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x", "?state=x&code="])
def test_odd_answers_lead_to_the_sign_in_page(query, provider, client, db):
    assert "did not work" in words(client, client.get(f"{BUTTON}callback/{query}"))


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_nobody_connects_another_account_to_theirs(process, provider, agent, signed_in):
    provider.person = person("stranger@example.org")
    client = signed_in(agent)
    come_back(client, f"{BUTTON}?process={process}")
    assert not SocialAccount.objects.exists()


def test_a_provider_that_cannot_be_reached_leaves_the_password(settings, client, agent):
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("City", "http://127.0.0.1:9", CLIENT, SECRET)
    assert "use your password" in words(client, client.get(BUTTON))
    assert client.get("/accounts/login/").status_code == 200
