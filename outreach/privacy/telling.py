"""Everything that is held about one person, by the registry: what it erases, this tells.

Values are read through the models, so that a new field tells itself and encryption does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from auditlog import get_logentry_model
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, DoNotContact
from outreach.privacy.models import ConsentEvidence, PersonRequest
from outreach.privacy.registry import HOLDINGS

# Field names that are left out everywhere, each with the reason that the file gives.
LEFT_OUT = {
    "id": _("Our own number of the row; it says nothing about you."),
    "key": _("A keyed hash by which a phone or a door is recognised; nobody can read it."),
    "identity_key": _("A keyed hash of name and address; nobody can read it."),
    "person_key": _("A keyed hash of name and address; nobody can read it."),
    "phone_key": _("A keyed hash of the phone; nobody can read it."),
    "digest": _("A hash by which the same message is recognised when it is sent twice."),
}
AS_IT_IS = (bool, int, float, date, time, dict, list)
STAFF = _("a member of staff")


@dataclass(frozen=True)
class Fact:
    """One value: its field, its words, and the value as it is kept."""

    field: str
    label: str
    value: Any


@dataclass(frozen=True)
class Section:
    """One table: its words and its rows about the person."""

    table: str
    title: str
    rows: list[list[Fact]]


def everything_about(person: Contact) -> Iterator[Section]:
    """Yield a section a table, the person first; tables that hold nothing are named, too."""
    person_first = list(reversed(HOLDINGS))
    person_first.sort(key=lambda each: each.label != "contacts.Contact")
    for holding in person_first:
        yield _section(holding.label, holding.of_people([person.pk]).distinct())
    keys = [person.identity_key, *person.phones.values_list("key", flat=True)]
    known = [key for key in keys if key]
    evidence = Q(person_key__in=known) | Q(phone_key__in=known)
    yield _section("contacts.DoNotContact", DoNotContact.objects.filter(key__in=known))
    yield _section("privacy.ConsentEvidence", ConsentEvidence.objects.filter(evidence))
    requests = PersonRequest.objects.filter(contact_code=person.code)
    yield _section("privacy.PersonRequest", requests)
    yield _looks(person)


def _section(label: str, rows: models.QuerySet[Any]) -> Section:
    model = apps.get_model(label)
    related = [field.name for field in _fields(model) if field.is_relation]
    found = rows.order_by(*(model._meta.ordering or ["pk"]))
    if related:
        found = found.select_related(*related)
    title = capfirst(str(model._meta.verbose_name_plural))
    return Section(label, title, [_facts(row) for row in found.iterator()])


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.name not in LEFT_OUT]


def _facts(row: models.Model) -> list[Fact]:
    return [
        Fact(field.name, capfirst(str(field.verbose_name)), _value(row, field))
        for field in _fields(type(row))
    ]


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.name)
    if value is None:
        return None
    if field.is_relation:
        # Who did it is their affair; that someone of us did it is told.
        return str(STAFF) if field.related_model is _staff() else str(value)
    if (labels := getattr(row, f"{field.name}_labels", None)) is not None:
        return labels
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return value if isinstance(value, AS_IT_IS) else str(value)


def _staff() -> Any:
    return apps.get_model(settings.AUTH_USER_MODEL)


def _looks(person: Contact) -> Section:
    """Return when someone looked at the person; who looked is not told."""
    entries = get_logentry_model()
    about = Q(
        content_type=ContentType.objects.get_for_model(Contact), object_pk=str(person.pk)
    ) | Q(additional_data__icontains=person.code)
    rows = [
        [
            Fact("timestamp", str(_("When")), entry.timestamp),
            Fact("deed", str(_("How")), (entry.additional_data or {}).get("deed", "")),
        ]
        for entry in entries.objects.filter(about).order_by("timestamp").iterator()
    ]
    return Section("accounts.AuditEntry", str(_("Looks at your data")), rows)
