"""The cast: a small office with its people, one campaign and one team. Tests add what differs."""

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from filelock import FileLock

from contacts.models import Contact, Office
from outreach.accounts import roles
from outreach.accounts.append_only import remove_triggers
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign, Team
from tests.factories import (
    CampaignFactory,
    ContactFactory,
    OfficeFactory,
    PhoneFactory,
    TeamFactory,
    UserFactory,
)

pytest_plugins = ["tests.world"]

# Playwright's loop runs in the thread of the tests; Django must still let them use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# The tests make much that is soon let go; looking for rings in it seldom saves a tenth of the time.
gc.set_threshold(50_000, 20, 20)


# How long an example takes says how busy the machine is, and nothing of ours.
hypothesis.settings.register_profile(
    "doorstep", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("doorstep")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use one worker more than there are cores: browsers and other processes are waited for."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from going over all that was loaded again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Path:
    """An SQLite database with every table and nobody in it, made once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    path = shared / "migrated.sqlite3"
    with FileLock(shared / "migrated.lock"):
        if not path.exists():
            making = shared / "migrating.sqlite3"
            making.unlink(missing_ok=True)
            mine = os.environ | {"DATABASE_URL": f"sqlite:///{making}"}
            migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"]
            subprocess.run(migrate, cwd=django_settings.BASE_DIR, env=mine, check=True)
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's test database is there before the tests: `migrated` was copied."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, tmp_path_factory, django_db_modify_db_settings_parallel_suffix
):
    """Keep SQLite's test database in a file, so that threads and processes lock as in the product.

    Whatever is in memory has one connection for all, or shared locks that nothing waits for.
    """
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        shutil.copy(request.getfixturevalue("migrated"), path)
        connection.settings_dict["TEST"]["NAME"] = str(path)
        # No test survives a power cut.
        connection.settings_dict["OPTIONS"]["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the tables be emptied between tests; those of the audit put the triggers back."""
    with django_db_blocker.unblock():
        remove_triggers()


@pytest.fixture(scope="session")
def ledger_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ledger")


@pytest.fixture(autouse=True)
def _quick_and_separate(settings, ledger_folder):
    """Hash passwords quickly, run tasks at once, and keep no ledger of erasures in `var/`."""
    settings.ERASURE_LEDGER = ledger_folder / "erasures"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    settings.REQUIRE_SECOND_FACTOR = False
    # A test that has no database gets no cache in it; one test's failed sign-ins lock no other out.
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": uuid4().hex}}


@pytest.fixture
def office(db) -> Office:
    return OfficeFactory(code="hartford", name="Hartford")


@pytest.fixture
def in_new_york(office: Office) -> Office:
    """The office by the clock of New York, for tests with set moments."""
    office.time_zone = "America/New_York"
    office.save(update_fields=["time_zone"])
    return office


@pytest.fixture
def other_office(db) -> Office:
    return OfficeFactory(code="denver", name="Denver", time_zone="America/Denver")


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return CampaignFactory(name="Eastside fall", slug="eastside-fall", offices=[office])


@pytest.fixture
def agent(office: Office) -> User:
    return UserFactory(first_name="Ana", last_name="Rios", role=roles.AGENT, office=office)


@pytest.fixture
def other_agent(office: Office) -> User:
    return UserFactory(first_name="Marcus", last_name="Tate", role=roles.AGENT, office=office)


@pytest.fixture
def coordinator(office: Office) -> User:
    return UserFactory(first_name="Lin", last_name="Wu", role=roles.COORDINATOR, office=office)


@pytest.fixture
def other_coordinator(other_office: Office) -> User:
    return UserFactory(first_name="Dee", role=roles.COORDINATOR, office=other_office)


@pytest.fixture
def manager(db) -> User:
    return UserFactory(first_name="Mo", last_name="Bell", role=roles.MANAGER)


@pytest.fixture
def administrator(db) -> User:
    return UserFactory(first_name="Ada", last_name="King", role=roles.ADMINISTRATOR)


@pytest.fixture
def auditor(db) -> User:
    return UserFactory(first_name="Otis", last_name="Ray", role=roles.AUDITOR)


@pytest.fixture
def team(campaign: Campaign, office: Office, agent: User) -> Team:
    """The agent's team."""
    return TeamFactory(campaign=campaign, office=office, name="Route B", members=[agent])


@pytest.fixture
def other_team(campaign: Campaign, office: Office, other_agent: User) -> Team:
    return TeamFactory(campaign=campaign, office=office, name="Route C", members=[other_agent])


@pytest.fixture
def contact(office: Office) -> Contact:
    """A contact with a door and a phone."""
    contact = ContactFactory(office=office, given_name="Rosa", family_name="Delgado")
    PhoneFactory(contact=contact)
    return contact


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a client signed in as the user, a moment ago, with all that the user has."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        kind = "mfa" if user.authenticator_set.exists() else "password"
        session["account_authentication_methods"] = [{"method": kind, "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return sign_in
