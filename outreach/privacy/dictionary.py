"""The data dictionary: every table and field of Doorstep, read from the models themselves.

Nothing is written down twice, so nothing can be held that it does not show.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contacts.encryption import Encrypted, EncryptedBinaryField
from outreach.privacy.case_words import case_words_in
from outreach.privacy.registry import HOLDINGS

PARTS: dict[str, str | Promise] = {
    "contacts": _("Who may be contacted"),
    "campaigns": _("Campaigns and teams"),
    "routing": _("Plans and routes"),
    "visits": _("Visits"),
    "referrals": _("Referrals"),
    "messaging": _("Messages"),
    "statistics": _("Statistics"),
    "privacy": _("Keeping and forgetting"),
    "accounts": _("Who signs in, and the audit"),
}
KINDS: dict[str, str | Promise] = {
    "BooleanField": _("yes or no"),
    "DateField": _("day"),
    "DateTimeField": _("time"),
    "TimeField": _("time of day"),
    "FloatField": _("number"),
    "UUIDField": _("identifier"),
    "JSONField": _("list or object"),
    "BinaryField": _("file"),
    "EmailField": _("e-mail address"),
    "PhoneNumberField": _("phone number"),
    "GenericIPAddressField": _("network address"),
}
# Names that say something else here, each with the reason.
EXCEPTIONS = {
    "privacy.ConsentEvidence": "that someone agreed to texts or said no, by keyed hashes",
    "contacts.Consent.evidence": "the number of the report that brought the consent",
}


@dataclass(frozen=True)
class Entry:
    """One field: its name and words, what it holds, and whether the database can read it."""

    name: str
    words: str
    kind: str | Promise
    help: str | Promise
    choices: tuple[str, ...]
    is_encrypted: bool


@dataclass(frozen=True)
class Table:
    """One table: what it is, how long its rows are kept, and its fields."""

    label: str
    words: str
    about: str
    kept: str | Promise
    entries: tuple[Entry, ...]


def dictionary() -> list[tuple[str | Promise, list[Table]]]:
    """Return every part of Doorstep with its tables."""
    parts = [(words, list(_tables(app))) for app, words in PARTS.items()]
    return [(words, tables) for words, tables in parts if tables]


def own_models() -> Iterator[type[Model]]:
    """Yield every table of Doorstep's own."""
    for app in PARTS:
        yield from apps.get_app_config(app).get_models(include_auto_created=True)


def names_of_cases() -> Iterator[str]:
    """Yield each table and field whose name would join a person to a case."""
    for model in own_models():
        label = model._meta.label
        names = [label, *(f"{label}.{field.name}" for field in model._meta.local_fields)]
        for name in names:
            last = name.rsplit(".", 1)[-1]
            if case_words_in(last) and name not in EXCEPTIONS:
                yield name


def rights_of_cases() -> Iterator[str]:
    """Yield each role and permission whose name would. Asks the database."""
    allowed = [name.rsplit(".", 1)[-1].lower() for name in EXCEPTIONS]
    for codename in Permission.objects.values_list("codename", flat=True):
        if case_words_in(codename) and not codename.endswith(tuple(allowed)):
            yield codename
    yield from filter(case_words_in, Group.objects.values_list("name", flat=True))


def _tables(app: str) -> Iterator[Table]:
    for model in sorted(apps.get_app_config(app).get_models(), key=lambda one: one.__name__):
        if not model._meta.proxy:
            yield _table(model)


def _table(model: type[Model]) -> Table:
    about = re.split(r"\n\s*\n", (model.__doc__ or "").strip())[0]
    return Table(
        label=model._meta.label,
        words=str(capfirst(str(model._meta.verbose_name))),
        about="" if about.startswith(f"{model.__name__}(") else " ".join(about.split()),
        kept=_kept(model),
        entries=tuple(_entry(field) for field in model._meta.local_fields if field.name != "id"),
    )


def _kept(model: type[Model]) -> str | Promise:
    found = [holding for holding in HOLDINGS if holding.label == model._meta.label]
    if not found:
        return _("Holds nobody who is visited.")
    if any(holding.outlives for holding in found):
        return _("Outlives the person, without what tells about them.")
    if any(holding.remains for holding in found):
        return _("Erased with its campaign; an empty row stays where one person is erased.")
    return _("Erased with the person or their campaign.")


def _entry(field: Field[Any, Any]) -> Entry:
    return Entry(
        name=field.name,
        words=str(capfirst(field.verbose_name)),
        kind=_kind(field),
        help=field.help_text,
        choices=tuple(str(label) for value, label in field.flatchoices if value != ""),
        is_encrypted=isinstance(field, Encrypted | EncryptedBinaryField),
    )


def _kind(field: Field[Any, Any]) -> str | Promise:
    if field.is_relation and field.related_model:
        return _("refers to: %(what)s") % {"what": field.related_model._meta.verbose_name}
    for kind in type(field).__mro__:
        if kind.__name__ in KINDS:
            return KINDS[kind.__name__]
    return _("number") if "Integer" in type(field).__name__ else _("text")
