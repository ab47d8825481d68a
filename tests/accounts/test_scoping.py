"""One rule says which records a user may see, and every model goes by it."""

from django.apps import apps

from contacts.scoping import ScopedQuerySet
from outreach.accounts import roles

OURS = ("contacts", "outreach")
SCOPED = [
    model
    for model in apps.get_models()
    if model.__module__.startswith(OURS) and hasattr(model._default_manager.all(), "visible_to")
]


def test_it_is_asked_of_everything_that_has_pages():
    labels = {model._meta.label for model in SCOPED}
    assert {
        "contacts.Contact",
        "campaigns.Campaign",
        "campaigns.Enrollment",
        "campaigns.Team",
        "messaging.Conversation",
        "routing.Plan",
        "visits.Visit",
    } <= labels


def test_no_model_has_a_rule_of_its_own():
    own = [
        model._meta.label
        for model in SCOPED
        if type(model._default_manager.all()).visible_to is not ScopedQuerySet.visible_to
    ]
    assert own == []


def test_each_names_a_permission_that_some_role_has():
    granted = {name for names in roles.PERMISSIONS.values() for name in names}
    assert {model._default_manager.all().seen_by for model in SCOPED} <= granted
