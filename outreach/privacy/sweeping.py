"""Erasing what is in no campaign: people, doors, lists of leads, evidence whose years are over."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.imports import forget_unconfirmed
from contacts.models import Address, Contact
from outreach.campaigns.models import KEEP_DAYS
from outreach.privacy import ledger
from outreach.privacy.erasing import Counts, lock_people, remove_doors, remove_people
from outreach.privacy.evidence import remove_old_evidence
from outreach.privacy.lists import forget_lists, old_lists
from outreach.privacy.models import ErasureRecord
from outreach.privacy.recording import end, keep, locked, write_in_ledger
from outreach.referrals.disclosing import remove_old_disclosures

BATCH = 200
Rule = ErasureRecord.Rule
Kind = ErasureRecord.Kind


def sweep(now: datetime) -> list[ErasureRecord]:
    """Erase what no campaign keeps and whose time is over; return the records of it."""
    forget_unconfirmed(now)
    erasers = {
        Rule.IN_NO_CAMPAIGN: _sweep_people,
        Rule.OLD_LISTS: _sweep_lists,
        Rule.OLD_EVIDENCE: _sweep_evidence,
    }
    return list(filter(None, (_sweep_by(rule, erase, now) for rule, erase in erasers.items())))


def people_in_no_campaign(now: datetime) -> Any:
    """Return those who are in no campaign and have been known for longer than the default."""
    known = Contact.objects.filter(created_at__lt=now - timedelta(days=KEEP_DAYS))
    return known.filter(enrollments=None, decoy=None).order_by("pk")


def _sweep_by(
    rule: str, erase: Callable[[ErasureRecord, datetime], Counts], now: datetime
) -> ErasureRecord | None:
    """Erase batch by batch under one record, made with the first; None where there was nothing."""
    begun = ErasureRecord.objects.filter(kind=Kind.SWEEP, rule=rule, finished_at=None).first()
    while True:
        with transaction.atomic():
            record = locked(begun) if begun else ErasureRecord(kind=Kind.SWEEP, rule=rule)
            record.key = record.key or ledger.erasure_key(record.code)
            counts = erase(record, now)
            if not counts.total():
                return end(begun, now) if begun else None
            keep(record, counts)
            begun = record


def _sweep_people(record: ErasureRecord, now: datetime) -> Counts:
    found = dict(people_in_no_campaign(now).values_list("pk", "code")[:BATCH])
    if not found:
        return _sweep_doors(now)
    lock_people(list(found))
    # Someone may have enrolled one of them before we had the lock.
    free = list(people_in_no_campaign(now).filter(pk__in=found).values_list("pk", flat=True))
    counts = remove_people(free, now)
    write_in_ledger(record, [found[pk] for pk in free], now)
    return counts


def _sweep_doors(now: datetime) -> Counts:
    """Remove the doors behind which nobody lives and for which nobody is warned any more."""
    empty = Address.objects.filter(residents=None)
    warned = empty.filter(safety_flags__expires_on__gte=timezone.localdate(now))
    return remove_doors(empty.exclude(pk__in=warned.values("pk")).values_list("pk", flat=True))


def _sweep_lists(_record: ErasureRecord, now: datetime) -> Counts:
    return forget_lists(old_lists(now - timedelta(days=KEEP_DAYS)))


def _sweep_evidence(_record: ErasureRecord, now: datetime) -> Counts:
    today = timezone.localdate(now)
    counts = Counter({"privacy.ConsentEvidence": remove_old_evidence(today)})
    counts["referrals.Disclosure"] = remove_old_disclosures(today)
    return +counts
