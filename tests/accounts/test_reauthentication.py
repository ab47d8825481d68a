"""Before exports and changes of people, one shows again that it is oneself."""

import pytest
import time_machine

from contacts.models import LeadImport
from outreach.accounts import roles
from outreach.accounts.models import AuditEntry, User
from outreach.accounts.people import role_of
from tests.accounts.codes import code_now, give_app, sign_in, wrong_code
from tests.factories import PASSWORD

PASSWORD_AGAIN = "/accounts/reauthenticate/"
CODE_AGAIN = "/accounts/2fa/reauthenticate/"
PASSKEY_AGAIN = "/accounts/2fa/webauthn/reauthenticate/"
EXPORT = "/statistics/export/"


@pytest.fixture
def clock():
    """Time stands at signing in, until a test lets it go on."""
    with time_machine.travel(1_800_000_000, tick=False) as traveller:
        yield traveller


@pytest.fixture
def later(clock):
    """Return a function that signs a user in and lets more than five minutes pass."""

    def wait(user):
        client = sign_in(user)
        clock.shift(5 * 60 + 1)
        return client

    return wait


@pytest.mark.parametrize(
    "path", [EXPORT, "/statistics/export/visits/", "/statistics/pdf/?campaign=eastside-fall"]
)
def test_exports_ask_before_anything_is_shown(path, later, manager):
    answer = later(manager).get(path)
    assert answer["Location"].startswith(f"{PASSWORD_AGAIN}?next=")


def test_the_audit_leaves_only_after_it_too(later, auditor):
    client = later(auditor)
    path = "/audit/export/"
    asked = client.post(path, {"deed": "open"})
    assert asked.headers.get("Location", "").startswith(PASSWORD_AGAIN)
    assert not AuditEntry.objects.filter(object_repr="export_audit").exists()
    given = client.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert given["Content-Type"].startswith("text/csv")
    kept = AuditEntry.objects.get(object_repr="export_audit")
    assert kept.additional_data["asked"] == "deed open"


def test_refused_rows_leave_only_after_it_too(later, coordinator, office):
    leads = LeadImport.objects.create(
        file_name="leads.csv", uploaded_by=coordinator, status="DONE", office=office
    )
    path = f"/contacts/import/{leads.code}/refused.csv"
    client = later(coordinator)
    asked = client.get(path)
    assert asked.headers.get("Location", "").startswith(f"{PASSWORD_AGAIN}?next=")
    assert not AuditEntry.objects.filter(additional_data__deed="refused_rows").exists()
    client.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert client.get(path)["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("path", ["invite/", "{}/", "{}/switch-off/", "{}/reset-second-factor/"])
def test_changing_who_may_sign_in_asks_first(path, later, administrator, agent):
    answer = later(administrator).get(f"/people/{path.format(agent.code)}")
    assert answer["Location"].startswith(PASSWORD_AGAIN)


@pytest.mark.parametrize("deed", ["password-link", "switch-on", "end-sessions"])
def test_every_deed_on_a_person_asks_first(deed, later, administrator, agent):
    answer = later(administrator).post(f"/people/{agent.code}/{deed}/")
    assert answer["Location"].startswith(PASSWORD_AGAIN)


def test_a_page_that_is_not_ones_own_does_not_exist_rather_than_ask(later, agent):
    assert later(agent).get(EXPORT).status_code == 404


def test_within_five_minutes_of_signing_in_nothing_is_asked(clock, manager):
    client = sign_in(manager)
    clock.shift(5 * 60 - 1)
    assert client.get(EXPORT).status_code == 200


def test_the_password_opens_it_for_five_minutes(later, clock, manager):
    client = later(manager)
    assert "Incorrect" in client.post(PASSWORD_AGAIN, {"password": "wrong"}).content.decode()
    assert client.get(EXPORT).status_code == 302
    answer = client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": EXPORT})
    assert answer["Location"] == EXPORT
    assert client.get(EXPORT).status_code == 200
    clock.shift(5 * 60 + 1)
    assert client.get(EXPORT).status_code == 302


def test_the_second_factor_is_asked_where_there_is_one(later, manager):
    give_app(manager)
    client = later(manager)
    assert client.get(EXPORT)["Location"].startswith(CODE_AGAIN)
    # The password alone is no way round it.
    assert client.get(PASSWORD_AGAIN)["Location"].startswith(CODE_AGAIN)
    client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": EXPORT})
    assert client.get(EXPORT).status_code == 302
    client.post(CODE_AGAIN, {"code": wrong_code()})
    assert client.get(EXPORT).status_code == 302
    client.post(CODE_AGAIN, {"code": code_now(), "next": EXPORT})
    assert client.get(EXPORT).status_code == 200


def test_what_was_posted_is_kept_and_goes_through_afterwards(later, administrator, agent, office):
    client = later(administrator)
    path = f"/people/{agent.code}/"
    sent = {
        "first_name": "Ana",
        "last_name": "Reyes",
        "email": agent.email,
        "language": "en",
        "role": roles.COORDINATOR,
        "offices": [str(office.pk)],
    }
    answer = client.post(path, sent)
    assert role_of(agent) == roles.AGENT
    client.post(answer["Location"], {"password": PASSWORD, "next": path})
    assert User.objects.get(pk=agent.pk).last_name == "Reyes"
    assert role_of(agent) == roles.COORDINATOR


def test_it_leads_nowhere_else(later, manager):
    client = later(manager)
    client.get(EXPORT)
    answer = client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_part_of_a_page_leads_the_whole_page(later, manager):
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{EXPORT}?x=1"}
    answer = later(manager).get(EXPORT, headers=asked)
    assert answer.status_code == 403
    assert answer["HX-Redirect"] == f"{PASSWORD_AGAIN}?next=%2Fstatistics%2Fexport%2F%3Fx%3D1"


def test_a_program_is_told(later, manager):
    answer = later(manager).get(EXPORT, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthenticate")


def test_setting_up_a_second_factor_asks_too(later, agent):
    for path in ("totp/activate/", "webauthn/add/"):
        answer = later(agent).get(f"/accounts/2fa/{path}")
        assert answer["Location"].startswith(PASSWORD_AGAIN)


def test_five_wrong_passwords_here_lock_as_well(later, manager):
    client = later(manager)
    for _try in range(5):
        page = client.post(PASSWORD_AGAIN, {"password": "wrong"}).content.decode()
    assert "Wait 10 minutes" in page
    page = client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": EXPORT})
    assert "Wait 10 minutes" in page.content.decode()
    assert client.get(EXPORT).status_code == 302
