"""Erasing people: with everything that is held about them, or all but what figures are made of.

Every function runs inside the caller's transaction and returns the erased rows by table. Rows are
removed by the registry, not by following references: a table that the registry forgets makes the
database refuse the whole transaction instead of leaving something behind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.codes import new_code
from contacts.imports import sql
from contacts.models import Address, Contact, SafetyFlag, StreetKey
from outreach.campaigns.models import Campaign, Enrollment
from outreach.privacy.evidence import keep_evidence
from outreach.privacy.registry import HOLDINGS, Holding
from outreach.referrals.models import Referral
from outreach.referrals.stopping import cancel_referrals
from outreach.visits.models import ReceivedEvent, Visit

type Counts = Counter[str]

DOORS = {"contacts.StreetKey", "contacts.SafetyFlag", "contacts.Address"}
OF_PEOPLE = [holding for holding in HOLDINGS if holding.label not in DOORS]
OF_VISITS = [holding for holding in HOLDINGS if holding.enrollment or holding.visit_code]


def lock_people(ids: Sequence[int]) -> None:
    """Let no import, no page and no report change these contacts until the transaction ends."""
    sql.lock_imports()
    list(Contact.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
    list(Visit.objects.select_for_update().filter(contact__in=ids).order_by("pk").values("pk"))


def lock_person(pk: int) -> None:
    """Lock the campaigns that count the person, then the person.

    Whoever changes a campaign goes on to its people, too: two who lock in the same order wait for
    each other, and neither waits for ever.
    """
    counting = Enrollment.objects.filter(contact=pk).values("campaign")
    campaigns = Campaign.objects.select_for_update(no_key=True).filter(pk__in=counting)
    list(campaigns.order_by("pk").values("pk"))
    lock_people([pk])


def remove_enrollments(ids: Sequence[int], at: datetime) -> tuple[Counts, list[str]]:
    """Remove these enrollments with all their visits, and the people whom no other one keeps.

    Returns the counts, and the codes of the people who are gone.
    """
    people = list(Enrollment.objects.filter(pk__in=ids).values_list("contact", flat=True))
    lock_people(people)
    counts = _remove_visits(ids)
    gone = Contact.objects.filter(pk__in=people, enrollments=None).order_by("pk")
    found = dict(gone.values_list("pk", "code"))
    return counts + remove_people(list(found), at), list(found.values())


def remove_people(ids: Sequence[int], at: datetime) -> Counts:
    """Remove these contacts with everything about them; evidence of consent is kept first."""
    keep_evidence(ids, at)
    people = Contact.objects.filter(pk__in=ids)
    doors = list(people.exclude(address=None).values_list("address", flat=True).distinct())
    counts: Counts = Counter()
    for holding in OF_PEOPLE:
        rows = holding.of_people(ids)
        counts[holding.label] += _empty(holding, rows) if holding.outlives else _remove(rows)
    return counts + remove_doors(doors)


def remove_doors(ids: Iterable[int]) -> Counts:
    """Remove those of the doors behind which nobody lives any more."""
    empty = list(Address.objects.filter(pk__in=list(ids), residents=None).values_list("pk"))
    doors = [pk for (pk,) in empty]
    return Counter(
        {
            "contacts.StreetKey": _remove(StreetKey.objects.filter(address__in=doors)),
            "contacts.SafetyFlag": _remove(SafetyFlag.objects.filter(address__in=doors)),
            "contacts.Address": _remove(Address.objects.filter(pk__in=doors)),
        }
    )


def erase_person(person: Contact, at: datetime) -> Counts:
    """Remove everything about one contact but what the figures of a campaign are made of.

    Those rows are emptied of whatever tells about the person, get new codes, and hang on a nameless
    contact that no page shows: neither the audit log nor an old address leads to them.
    """
    lock_person(person.pk)
    cancel_referrals(person, Contact.StopReason.ERASED, at)
    counts = _remove_visits(list(_not_counted(person).values_list("pk", flat=True)))
    kept = list(person.enrollments.values_list("pk", flat=True))
    if kept:
        counts += _empty_visits(kept)
        _move(kept, _nobody(person, at))
    return counts + remove_people([person.pk], at)


def add_counts(record: Any, counts: Counts) -> None:
    """Add to what a record of erasure has counted so far."""
    total = Counter(record.counts) + counts
    record.counts = {label: total[label] for label in sorted(total)}


def _remove_visits(enrollments: Sequence[int]) -> Counts:
    counts: Counts = Counter()
    for holding in OF_VISITS:
        counts[holding.label] += _remove(holding.of_enrollments(enrollments))
    return counts


def _not_counted(person: Contact) -> QuerySet[Enrollment]:
    """Return the enrollments of which no figures are made, or no figures any more."""
    over = Q(campaign__figures_since__isnull=False)
    happened = ~Q(status=Visit.Status.CANCELLED) | Q(reports__isnull=False)
    counted = Visit.objects.filter(happened, enrollment=OuterRef("pk"))
    return person.enrollments.filter(over | ~Exists(counted)).order_by("pk")


def _empty_visits(enrollments: Sequence[int]) -> Counts:
    counts: Counts = Counter()
    for holding in OF_VISITS:
        counts[holding.label] += _empty(holding, holding.of_enrollments(enrollments))
    return counts


def _empty(holding: Holding, rows: QuerySet[Any]) -> int:
    if holding.remains is None:
        return _remove(rows)
    removed = _remove(rows.exclude(**holding.counted)) if holding.counted else 0
    if holding.remains:
        rows.update(**holding.remains)
    return removed


def _nobody(person: Contact, at: datetime) -> Contact:
    return Contact.objects.create(
        office=person.office, stopped=Contact.StopReason.ERASED, stopped_at=at, created_at=at
    )


def _move(enrollments: Sequence[int], nobody: Contact) -> None:
    Enrollment.objects.filter(pk__in=enrollments).update(contact=nobody)
    for pk, code in Visit.objects.filter(enrollment__in=enrollments).values_list("pk", "code"):
        fresh = new_code()
        ReceivedEvent.objects.filter(visit_code=code).update(visit_code=fresh)
        Visit.objects.filter(pk=pk).update(code=fresh, contact=nobody)
    for pk in Referral.objects.filter(enrollment__in=enrollments).values_list("pk", flat=True):
        Referral.objects.filter(pk=pk).update(code=new_code(), contact=nobody)


def _remove(rows: QuerySet[Any]) -> int:
    """Delete in one statement; what still refers to a row fails at the end of the transaction."""
    if not transaction.get_connection(rows.db).in_atomic_block:
        raise transaction.TransactionManagementError("erasing needs a transaction")
    return rows.order_by()._raw_delete(rows.db) or 0
