"""No table that refers to a person is forgotten, whoever adds it."""

import pytest
from django.apps import apps
from django.db import models

from outreach.privacy import registry
from outreach.privacy.checks import no_table_is_forgotten
from outreach.privacy.registry import HOLDINGS, forgotten_relations


def test_it_knows_every_table_of_today():
    assert no_table_is_forgotten() == []


@pytest.mark.parametrize("forgotten", [holding.label for holding in HOLDINGS])
def test_it_finds_each_table_that_is_forgotten(monkeypatch, forgotten):
    """A control: with any line removed, the relations of that table are named."""
    left = tuple(each for each in HOLDINGS if each.label != forgotten)
    monkeypatch.setattr(registry, "HOLDINGS", left)
    # These two refer to no one: others refer to a door, and an event knows its visit's code only.
    found = any(name.startswith(f"{forgotten}.") for name in forgotten_relations())
    assert found is (forgotten not in {"contacts.Address", "visits.ReceivedEvent"})


@pytest.mark.parametrize(
    "relation",
    [
        models.ForeignKey("contacts.Contact", models.CASCADE, related_name="+"),
        models.OneToOneField("visits.Visit", models.SET_NULL, null=True),
        models.ManyToManyField("contacts.Phone"),
        models.ForeignKey("contacts.Address", models.PROTECT),
        models.ForeignKey("contacts.Consent", models.CASCADE),
    ],
)
def test_it_finds_a_new_table_however_it_refers_to_a_person(relation):
    class Meta:
        app_label = "privacy"

    name = f"New{id(relation)}"
    made = type(name, (models.Model,), {"Meta": Meta, "__module__": __name__, "about": relation})
    try:
        found = list(forgotten_relations())
        assert any(each.startswith(f"privacy.{made.__name__}") for each in found)
    finally:
        for model in [each for each in apps.all_models["privacy"] if each.startswith("new")]:
            del apps.all_models["privacy"][model]
        apps.clear_cache()
    assert list(forgotten_relations()) == []


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda each: each.label)
def test_each_way_leads_from_the_table_to_the_person(holding, zebedee):
    rows = holding.of_people([zebedee.pk])
    assert rows.exists()
    if holding.enrollment or holding.visit_code:
        enrollments = zebedee.enrollments.values_list("pk", flat=True)
        assert set(holding.of_enrollments(list(enrollments))) == set(rows)
