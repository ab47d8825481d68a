"""Lists of leads as they came in: forgetting old ones, and what they say of someone erased."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contacts.imports import UnreadableFile, read_table
from contacts.models import Contact, LeadImport, LeadImportRow
from contacts.parsing import normalise
from contacts.signals import lists_are_forgotten

type Counts = Counter[str]


def forget_lists(lists: Any) -> Counts:
    """Remove the rows, files and file names of these imports; what they brought is counted on."""
    ids = list(lists.values_list("pk", flat=True))
    lists_are_forgotten.send(sender=LeadImport, lists=ids)
    removed, _by_table = LeadImportRow.objects.filter(lead_import__in=ids).delete()
    LeadImport.objects.filter(pk__in=ids).update(content=None, file_name="")
    return Counter({"contacts.LeadImportRow": removed, "contacts.LeadImport": len(ids)})


def old_lists(before: datetime) -> Any:
    """Return the imports from before that moment of which more than their counts is left."""
    old = LeadImport.objects.filter(uploaded_at__lt=before)
    empty = old.filter(rows=None, content=None, file_name="")
    return old.exclude(pk__in=empty.values("pk"))


def forget_mentions(person: Contact) -> Counts:
    """Remove the rows that speak of a person, and uploads not yet imported that do.

    A refused row belongs to nobody, so it is looked for by what it says: the last name together
    with the first name, the street or a phone.
    """
    words = _Words(person)
    rows = LeadImportRow.objects.exclude(cells={}).values_list("pk", "cells")
    found = [pk for pk, cells in rows.iterator() if words.are_in(map(str, cells.values()))]
    removed, _by_table = LeadImportRow.objects.filter(pk__in=found).delete()
    waiting = LeadImport.objects.exclude(content=None).iterator()
    uploads = [upload.pk for upload in waiting if _speaks_of(upload, words)]
    LeadImport.objects.filter(pk__in=uploads).update(content=None, file_name="")
    done = LeadImport.objects.filter(content=None).values_list("pk", "file_name")
    named = [pk for pk, name in done if words.name_in(name)]
    LeadImport.objects.filter(pk__in=named).update(file_name="")
    lists = len(uploads) + len(named)
    return Counter({"contacts.LeadImportRow": removed, "contacts.LeadImport": lists})


class _Words:
    """What a person is recognised by in a row of whatever columns."""

    def __init__(self, person: Contact) -> None:
        self._name = normalise(person.family_name)
        street = person.address.street if person.address else ""
        others = [normalise(person.given_name), normalise(street)]
        self._others = [each for each in others if each]
        self._numbers = [_digits(str(phone.number))[-10:] for phone in person.phones.all()]

    def name_in(self, text: str) -> bool:
        """Say whether the last name is among the words of a text."""
        return bool(self._name) and f" {self._name} " in f" {normalise(text)} "

    def are_in(self, cells: Iterable[str]) -> bool:
        """Say whether these cells speak of the person."""
        text = " ".join(cells)
        words, digits = f" {normalise(text)} ", _digits(text)
        if not self.name_in(text):
            return False
        return any(f" {each} " in words for each in self._others) or any(
            number in digits for number in self._numbers
        )


def _speaks_of(upload: LeadImport, words: _Words) -> bool:
    try:
        table = read_table(bytes(upload.content or b""), upload.file_name)
        return any(words.are_in(cells) for _number, cells in table.rows())
    except UnreadableFile:
        # Nobody can import it either.
        return True


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
