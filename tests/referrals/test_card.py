"""The contact's card: in their language, and nothing about why."""

import pytest

from outreach.messaging.discretion import telling_words
from outreach.referrals.card import card_text, name_for_card, tells
from outreach.referrals.models import Resource
from tests.factories import ContactFactory, ResourceFactory
from tests.referrals.test_import_findtreatment import LISTING


@pytest.mark.parametrize(
    "name",
    [
        "Addiction Allies LLC", "Staunton Treatment Center", "Orchard Mountain Recovery",
        "Dual Recovery Center", "Wellness Recovery Center", "Outpatient Behavioral Health",
        "Suboxone Doctors", "Narcotics Anonymous", "Clínica de Metadona", "Centro de Adicción",
        "Mental Health Unit", "Harm Reduction Coalition", "DETOX", "Nuevo: rehabilitación",
        "Chemical Dependency Services", "Al-Anon", "N.A. Group", "DUI School", "SUD Services",
        "Cocaine Hotline", "AIDS Project", "Oxford House", "Parole Office", "Twelve Step House",
        "Dependencia Química",
    ],
)  # fmt: skip
def test_a_name_that_tells_stays_off_the_card(db, name):
    resource = ResourceFactory(name=name, organization_name=name)
    assert name_for_card(resource) == ""
    resource.card_name = "The house on Elm Street"
    assert name_for_card(resource) == "The house on Elm Street"


def test_a_name_that_says_nothing_stays():
    assert not tells("Eastside Community Center")
    assert not tells("Food pantry")
    assert not tells("Independence House")
    assert not tells("Habitat on Main Street")
    assert not tells("First Methodist Church")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_card_is_in_the_contacts_language(office, coordinator, signed_in, language):
    contact = ContactFactory(office=office, language=language)
    one = ResourceFactory(name="Recovery House", organization_name="Rehab Inc.", hours=[
        {"opens": "09:00", "closes": "17:00", "days": []},
    ])  # fmt: skip
    address = f"/resources/near/{contact.code}/card/?r={one.code}&r=nothing"
    page = signed_in(coordinator).get(address).content.decode()
    printed = page[page.index('<section class="printed"') :]
    assert f'lang="{language}"' in printed
    assert ("Every day" in printed) == (language == "en")
    assert "40 Elm Street" in printed
    for word in ("Recovery", "Rehab", "Doorstep", contact.family_name, "988"):
        assert word not in printed


def test_making_a_card_is_a_look_at_the_person(contact, coordinator, signed_in, audit_deeds):
    signed_in(coordinator).get(f"/resources/near/{contact.code}/card/")
    assert audit_deeds(contact) == ["resource_card"]


@pytest.mark.skipif(not LISTING.exists(), reason="../shared/data/resources is not there")
def test_the_text_passes_the_rule_of_all_texts(read):
    read(LISTING.read_bytes(), "findtreatment")
    every = list(Resource.objects.all())
    assert len(every) == 30
    assert telling_words(card_text(every)) == []
