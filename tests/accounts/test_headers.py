"""Every answer carries every header, whoever made it, and no page holds code of its own."""

import pytest
from django.conf import settings as ours
from django.test import Client

from outreach.accounts.headers import HEADERS as SENT
from tests.accounts.pages import faults, own_code
from tests.addresses import address, patterns

ADDRESSES = dict(reversed(list(patterns())))


def _walk(client, world, method) -> tuple[list, int]:
    wrong, pages = [], 0
    for name, parameters in ADDRESSES.items():
        response = getattr(client, method)(address(name, parameters, world))
        pages += response.status_code == 200
        if problems := faults(response) + own_code(response):
            wrong.append((name, response.status_code, problems))
    return wrong, pages


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False
    settings.ROOT_URLCONF = "tests.accounts.failing_urls"


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_address_carries_them_for_strangers(method, world):
    wrong, pages = _walk(Client(), world, method)
    assert wrong == []
    assert pages or method != "get"


FAILURES = [
    ("/no/such/page/", 404),
    ("/fails/500/", 500),
    ("/fails/403/", 403),
    ("/fails/400/", 400),
    ("/contacts/?show=%00", 400),
    ("/contacts/a%00b/", 400),
]


@pytest.mark.parametrize(("path", "status"), FAILURES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_failure_is_a_plain_page_without_details(path, status, language, db):
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    response = client.get(path)
    assert response.status_code == status
    assert faults(response) + own_code(response) == []
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    for detail in ["Delgado", "Traceback", "ZeroDivision", "NUL", path, str(ours.BASE_DIR)]:
        assert detail not in page


def test_a_form_without_its_token_gets_a_plain_page_and_the_headers(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert response.status_code == 403
    assert faults(response) + own_code(response) == []
    assert "Please send it again" in response.content.decode()
    assert "CSRF" not in response.content.decode()


def test_a_program_without_its_token_gets_a_code(coordinator, db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    response = client.post("/accounts/login/", "{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "csrf")
    assert faults(response) == []


def test_an_unknown_host_gets_the_headers_and_no_word_of_ours(db):
    response = Client(headers={"host": "elsewhere.example"}).get("/accounts/login/")
    assert response.status_code == 400
    assert faults(response) + own_code(response) == []
    assert "elsewhere" not in response.content.decode()


def test_the_way_to_https_carries_them(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/contacts/")
    assert (response.status_code, response.url) == (301, "https://testserver/contacts/")
    assert faults(response) == []


def test_a_broken_page_needs_no_database():
    """Without the fixture `db` whatever asks the database raises."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke" in response.content.decode()
    assert faults(response) + own_code(response) == []


def test_a_broken_page_needs_no_list_of_static_files(settings):
    """Before `collectstatic` ran there is none, and asking for it raises."""
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    response = Client(raise_request_exception=False).get("/fails/500/")
    assert response.status_code == 500
    assert "Something broke" in response.content.decode()


def test_static_files_carry_them_and_may_be_kept(db):
    response = Client().get("/static/doorstep/doorstep.css")
    assert response.status_code == 200
    assert [fault for fault in faults(response) if not fault.startswith("Cache-Control")] == []
    assert "no-store" not in response.headers["Cache-Control"]
    response.close()


def test_no_page_asks_the_browser_for_more_than_the_policy_grants():
    """Each interface of the browser that our scripts use must stay granted to ourselves."""
    scripts = [
        path.read_text()
        for app in ("contacts", "outreach")
        for path in (ours.BASE_DIR / app).rglob("static/**/*.js")
    ]
    policy = SENT["Permissions-Policy"]
    assert any("navigator.geolocation" in script for script in scripts)
    assert "geolocation=(self)" in policy
    for feature, name in [("getUserMedia", "camera"), ("wakeLock", "screen-wake-lock")]:
        used = any(feature in script for script in scripts)
        assert not used or f"{name}=(self)" in policy
