"""The cast: a small office with its people, one campaign and one team. Tests add what differs."""

import os
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from contacts.models import Contact, Office
from outreach.accounts import roles
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

# Playwright's loop runs in the thread of the tests; Django must still let them use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Keep SQLite's test database in a file, so that threads and processes lock as in the product.

    Whatever is in memory has one connection for all, or shared locks that nothing waits for.
    """
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)
        # No test survives a power cut.
        connection.settings_dict["OPTIONS"]["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        )


@pytest.fixture(autouse=True)
def _quick_and_separate(settings):
    """Hash passwords quickly, run tasks at once, and serve static files without a manifest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def office(db) -> Office:
    return OfficeFactory(code="hartford", name="Hartford")


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
    """Return a client signed in as the user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
