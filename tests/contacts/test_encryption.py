"""Fields at rest: nothing that names a person can be read from the database."""

import os
import signal
import subprocess
import sys
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from contacts.encryption import Encrypted, EncryptedBinaryField, decrypt, encrypt
from contacts.models import Address, Contact, LeadImport, LeadImportRow, NameKey, Phone, StreetKey
from contacts.rotating import encrypted_columns, newly_encrypted, renew_table, rotate
from contacts.search_words import name_keys, street_keys
from outreach.referrals.models import DirectoryImport
from outreach.referrals.models.sources import Sourced
from outreach.visits.models import ReceivedEvent, VisitReport
from tests.factories import ContactFactory, PhoneFactory

SEEDED = ("Xiomara", "Quisenberry", "Zanzibar", "+18605550142", "bell broken", "41.763412")


def raw(table: str) -> str:
    """Return all that the database holds in a table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return "\n".join(map(repr, cursor.fetchall()))


@pytest.fixture
def seeded(office) -> Contact:
    contact = ContactFactory(
        office=office,
        given_name="Xiomara",
        family_name="Quisenberry",
        note="bell broken",
        address__street="12 Zanzibar Street",
        address__latitude=41.763412,
        address__longitude=-72.5,
    )
    PhoneFactory(contact=contact, number="+18605550142")
    return contact


@given(st.text())
def test_any_text_comes_back(text):
    assert decrypt(encrypt(text)) == text


def test_one_text_is_never_written_twice_alike():
    assert encrypt("Rosa") != encrypt("Rosa")


def test_everything_comes_back_as_it_was(seeded):
    contact = Contact.objects.select_related("address").get(pk=seeded.pk)
    assert contact.name == "Xiomara Quisenberry"
    assert contact.address.place == (41.763412, -72.5)
    assert str(contact.phones.get().number) == "+18605550142"
    assert contact.address.street == "12 Zanzibar Street"


def test_the_database_holds_none_of_it(seeded):
    LeadImport.objects.create(file_name="a.csv", content=b"Xiomara,Quisenberry,bell broken")
    LeadImportRow.objects.create(
        lead_import=LeadImport.objects.get(), number=1, cells={"name": "Quisenberry"},
        reasons=[["street", "Zanzibar"]], outcome="REFUSED",
    )  # fmt: skip
    tables = [table for table, _pk, _columns in encrypted_columns()]
    everything = "\n".join(map(raw, tables))
    assert [word for word in SEEDED if word in everything] == []
    assert seeded.code in everything


def test_what_an_event_says_is_encrypted_too(world):
    assert VisitReport.objects.filter(disposition="CONTACT_PERSON").exists()
    assert "CONTACT_PERSON" not in raw("visits_receivedevent")
    assert ReceivedEvent.objects.first().data["disposition"]


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Contact, {"family_name": "Delgado"}),
        (Contact, {"family_name__icontains": "Del"}),
        (Contact, {"given_name__in": ["Rosa"]}),
        (Address, {"latitude__gt": 41}),
        (Phone, {"number": "+18605550142"}),
        (LeadImportRow, {"cells__name": "Rosa"}),
    ],
)
def test_a_comparison_that_could_find_nobody_is_refused(model, lookup):
    with pytest.raises(FieldError):
        model.objects.filter(**lookup)


def test_no_model_is_ordered_by_what_the_database_cannot_read():
    wrong = [
        f"{model.__name__}.{name}"
        for model in apps.get_models()
        for name in map(str, model._meta.ordering)
        if name.strip("-") in [f.name for f in model._meta.fields if isinstance(f, Encrypted)]
    ]
    assert wrong == []


def test_no_free_text_about_a_person_is_left_in_plain():
    """A new field for a name, a note or a number must be encrypted, or be named here with why."""
    telling = ("name", "note", "phone", "number", "street", "unit", "text", "latitude", "body")
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in {"contacts", "visits", "referrals", "messaging", "privacy"}
        # Places that help, as published directories list them, are nobody's.
        if not issubclass(model, Sourced | DirectoryImport)
        for field in model._meta.local_fields
        if any(word in field.name for word in telling)
        if isinstance(field, models.CharField | models.TextField | models.FloatField)
        if not isinstance(field, Encrypted | EncryptedBinaryField)
    }
    assert plain == {
        "contacts.Office.name",  # an office is no person
        "contacts.Office.phone",
        "messaging.Template.name",
        "messaging.Sequence.name",
        "privacy.ConsentEvidence.phone_key",  # a keyed hash
        "visits.SealingKey.name",  # begins the hash of a public key
        "contacts.LeadImport.file_name",  # said on the page to hold no name
    }


def test_the_keys_of_words_follow_every_change(seeded):
    keys = set(NameKey.objects.values_list("key", flat=True))
    assert keys == name_keys("Xiomara", "Quisenberry")
    seeded.family_name = "O'Neil"
    seeded.save()
    assert set(NameKey.objects.values_list("key", flat=True)) == name_keys("Xiomara", "O'Neil")
    seeded.address.street = "7 Oak Ave"
    seeded.address.save()
    assert set(StreetKey.objects.values_list("key", flat=True)) == street_keys("7 Oak Avenue")


# Turning the key


def test_a_new_key_reads_what_the_old_one_wrote_and_replaces_it(seeded, settings):
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    done = rotate()
    assert done.renewed == done.seen > 0
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert Contact.objects.get().name == "Xiomara Quisenberry"
    assert rotate().renewed == 0


def test_a_missing_key_is_named_and_nothing_is_shown_in_its_stead(seeded, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=r"contacts_\w+\.\w+ of id \d+: No key of FIELD_KEYS"):
        call_command("rotate_field_keys", stdout=StringIO())


def test_what_was_kept_in_plain_is_encrypted_once(seeded):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contacts_contact SET given_name = 'Plain'")
    for _again in range(2):
        renew_table("contacts_contact", "id", ["given_name", "note"], newly_encrypted)
    assert "Plain" not in raw("contacts_contact")
    assert Contact.objects.get().given_name == "Plain"


def test_the_command_prints_a_key_that_can_be_used():
    out = StringIO()
    call_command("rotate_field_keys", "--new", stdout=out)
    Fernet(out.getvalue().strip())


ROTATE_AND_DIE = """
import os, signal, django
django.setup()
from contacts import rotating
rotating.BATCH = 7
turned = rotating.renewed
def until_killed(token, left=[{after}]):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return turned(token)
rotating.renewed = until_killed
rotating.rotate()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [1, 30, 90])
def test_a_killed_rotation_loses_nothing_and_goes_on(after, settings, office):
    for number in range(25):
        ContactFactory(office=office, family_name=f"Name {number}")
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    died = subprocess.run(
        [sys.executable, "-c", ROTATE_AND_DIE.format(after=after)],
        env={**os.environ, **_same_database(), "FIELD_KEYS": f"{new},{old}"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    settings.FIELD_KEYS = [new, old]
    assert {one.family_name for one in Contact.objects.all()} == {f"Name {n}" for n in range(25)}
    rotate()
    settings.FIELD_KEYS = [new]
    assert {one.family_name for one in Contact.objects.all()} == {f"Name {n}" for n in range(25)}


def _same_database() -> dict[str, str]:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{known['NAME']}"
    else:
        password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
        url = (
            f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        )
    return {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "outreach.settings"}
