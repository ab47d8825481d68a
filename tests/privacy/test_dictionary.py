"""What Doorstep holds is public and complete, and nothing of it joins a person to a case."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from contacts.models import Contact
from outreach.accounts.roles import LABELS
from outreach.privacy import dictionary
from outreach.privacy.case_words import case_words_in
from outreach.privacy.checks import nothing_joins_to_a_case

OURS = ("contacts", "outreach")


def test_everyone_may_read_it_and_every_field_is_in_it(client, db):
    page = client.get("/data-dictionary/")
    assert page.status_code == 200
    models = [m for m in apps.get_models() if m.__module__.startswith(OURS)]
    assert len(models) > 40
    shown = {
        (table.label, entry.name)
        for _words, tables in page.context["parts"]
        for table in tables
        for entry in table.entries
    }
    held = {
        (model._meta.label, field.name)
        for model in models
        for field in model._meta.local_fields
        if field.name != "id"
    }
    assert held <= shown | {("messaging.Text", "id"), ("visits.ReceivedEvent", "id")}


def test_every_table_says_what_it_is_and_how_long_it_is_kept():
    tables = [table for _words, tables in dictionary.dictionary() for table in tables]
    assert [table.label for table in tables if not table.about or not table.kept] == []


def test_it_says_what_is_encrypted_and_which_codes_there_are():
    tables = {t.label: t for _words, tables in dictionary.dictionary() for t in tables}
    entries = {entry.name: entry for entry in tables["contacts.Contact"].entries}
    assert entries["family_name"].is_encrypted
    assert not entries["office"].is_encrypted
    assert "English" in entries["language"].choices
    assert str(entries["office"].kind) == "refers to: office"


def test_sign_in_leads_to_it(client, db):
    assert 'href="/data-dictionary/"' in client.get("/accounts/login/").text


def test_nothing_has_a_name_of_a_case(db):
    assert list(dictionary.names_of_cases()) == []
    assert list(dictionary.rights_of_cases()) == []
    assert [role for role in LABELS if case_words_in(role)] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CaseFile", {"case"}),
        ("badge_number", {"badge"}),
        ("view_warrant", {"warrant"}),
        ("FBIReport", {"fbi"}),
        ("lowercase", set()),
        ("staircase_note", set()),
        ("charged", set()),
    ],
)
def test_names_are_read_word_by_word(name, found):
    assert case_words_in(name) == found


def test_such_a_field_permission_or_role_would_be_refused(db, monkeypatch):
    field = Contact._meta.get_field("note")
    monkeypatch.setattr(field, "name", "case_number")
    assert [error.id for error in nothing_joins_to_a_case()] == ["doorstep.E024"]
    kind = ContentType.objects.get_for_model(Contact)
    Permission.objects.create(content_type=kind, codename="view_warrant", name="x")
    Group.objects.create(name="investigator")
    assert list(dictionary.rights_of_cases()) == ["view_warrant", "investigator"]
