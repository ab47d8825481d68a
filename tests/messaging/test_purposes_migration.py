"""What was agreed to, and written, before anybody said what texts are for."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import UserFactory

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
BEFORE = [("contacts", "0005_note_tells"), ("messaging", "0005_on_call")]
AFTER = [("contacts", "0006_consent_purposes"), ("messaging", "0006_purposes")]


def at(targets):
    """Migrate there, and return the models as they were then."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def author(transactional_db):
    return UserFactory()


@pytest.fixture
def apps_before(author):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield at(BEFORE)
    at(newest)


def test_earlier_consents_and_texts_are_taken_by_the_letter(apps_before, author):
    get = apps_before.get_model
    office = get("contacts", "Office").objects.create(code="old", name="Old")
    person = get("contacts", "Contact").objects.create(office=office, code="someone")
    known = {"contact": person, "language": "en", "how": "IN_PERSON", "given_at": NOON}
    consents = get("contacts", "Consent").objects
    for channel in ("SMS", "VOICE"):
        consents.create(
            channel=channel, wording_version="2026-11", recorded_by_id=author.pk, **known
        )
    texts = get("messaging", "Text").objects
    for slug, words in (("hello", "Hi"), ("see-you", "On {appointment}")):
        template = get("messaging", "Template").objects.create(slug=slug, name=slug)
        wording = template.wordings.create(language="en", words=words)
        texts.create(kind="FOLLOW_UP", key=slug, number="+18605550142", wording=wording)
    texts.create(kind="REPLY", key="reply", number="+18605550142")

    get = at(AFTER).get_model
    agreed = get("contacts", "Consent").objects.values_list("channel", "purposes")
    assert dict(agreed) == {"SMS": ["CHECK_IN"], "VOICE": []}
    templates = get("messaging", "Template").objects.values_list("slug", "purpose")
    assert dict(templates) == {"hello": "CHECK_IN", "see-you": "REMINDER"}
    texts = get("messaging", "Text").objects.values_list("key", "purpose")
    assert dict(texts) == {"hello": "CHECK_IN", "see-you": "REMINDER", "reply": ""}
