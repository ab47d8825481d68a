"""Doing again what the ledger says was erased: after a restore, before anything is served.

It changes nothing where everything is erased already, so each purge begins with it too; that also
mends a database that was put back by other means than `manage.py restore`.

Whoever asked not to be contacted is stopped again after a restore only; otherwise the database
knows of it.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from contacts.models import Contact, DoNotContact, Phone
from contacts.signals import contact_is_erased
from contacts.stopping import stop_contact
from outreach.campaigns.models import Campaign
from outreach.privacy import ledger
from outreach.privacy.certifying import seal_record
from outreach.privacy.erasing import add_counts, erase_person, lock_person
from outreach.privacy.lists import forget_mentions
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_campaign

LOOKED_UP_AT_ONCE = 500
Rule, Kind = ErasureRecord.Rule, ErasureRecord.Kind


def replay_ledger(now: datetime) -> int:
    """Erase again whatever came back; return how many people and campaigns that was.

    Raises ledger.LedgerBrokenError before anything is done.
    """
    lines = list(ledger.read())
    campaigns = [line for line in lines if line.kind == ledger.CAMPAIGN]
    people = {line.what: line for line in lines if line.kind == ledger.CONTACT}
    again = sum(_purge_again(line, now) for line in campaigns)
    for codes in batched(people, LOOKED_UP_AT_ONCE, strict=False):
        known = Contact.objects.filter(code__in=codes)
        again += sum(_erase_again(people[code]) for code in known.values_list("code", flat=True))
    return again


def replay_stops() -> None:
    """Stop again whoever asked for it after the backup was made; the list outlives the person."""
    lines = [line for line in ledger.read() if line.kind == ledger.STOP]
    entries = (
        DoNotContact(kind=line.rule, key=line.what, since=datetime.fromisoformat(line.at))
        for line in lines
    )
    DoNotContact.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)
    # Of a key that was written twice, the first time counts.
    since = {line.what: datetime.fromisoformat(line.at) for line in reversed(lines)}
    for keys in batched(since, LOOKED_UP_AT_ONCE, strict=False):
        for person in _not_stopped_yet(keys):
            _stop_again(person, min(since[key] for key in _keys_of(person) if key in since))


def _not_stopped_yet(keys: Sequence[str]) -> QuerySet[Contact]:
    """Return who has one of these keys. A phone alone says who it was where nobody shares it."""
    holders = Phone.objects.filter(key__in=keys).order_by().values("key")
    unshared = holders.annotate(n=Count("contact", distinct=True)).filter(n=1).values("key")
    theirs = Q(identity_key__in=keys) | Q(
        pk__in=Phone.objects.filter(key__in=unshared).values("contact")
    )
    return Contact.objects.filter(theirs, stopped="").prefetch_related("phones").order_by("pk")


def _keys_of(person: Contact) -> list[str]:
    return [person.identity_key or "", *(phone.key for phone in person.phones.all())]


@transaction.atomic
def _stop_again(person: Contact, since: datetime) -> None:
    stop_contact(person, Contact.StopReason.DO_NOT_CONTACT)
    person.stopped_at = since
    person.save(update_fields=["stopped_at"])


def _purge_again(line: ledger.Line, now: datetime) -> int:
    campaign = Campaign.objects.filter(code=line.what, figures_since=None).first()
    if campaign is None:
        return 0
    # The backup may be older than the closing.
    campaign.status = Campaign.Status.CLOSED
    campaign.closed_at = campaign.closed_at or datetime.fromisoformat(line.at)
    campaign.save(update_fields=["status", "closed_at"])
    purge_campaign(campaign, line.rule, now, code=line.record)
    return 1


@transaction.atomic
def _erase_again(line: ledger.Line) -> int:
    """Erase a person again under the record of the first time; the ledger has its line already."""
    person = Contact.objects.select_related("office", "address").get(code=line.what)
    at = datetime.fromisoformat(line.at)
    lock_person(person.pk)
    contact_is_erased.send(sender=Contact, contact=person)
    stop_contact(person, Contact.StopReason.ERASED)
    record = _record_of(line)
    if line.rule == Rule.REQUESTED:
        add_counts(record, forget_mentions(person))
    add_counts(record, erase_person(person, at))
    if record.finished_at:
        seal_record(record)
    record.save()
    return 1


def _record_of(line: ledger.Line) -> ErasureRecord:
    """Return the record of that line; where the backup is older than it, as it was made then."""
    known = ErasureRecord.objects.filter(code=line.record).first()
    asked, at = line.rule == Rule.REQUESTED, datetime.fromisoformat(line.at)
    return known or ErasureRecord(
        code=line.record,
        kind=Kind.CONTACT if asked else Kind.SWEEP,
        rule=line.rule,
        what=line.what if asked else "",
        key=line.key if asked else ledger.erasure_key(line.record),
        started_at=at,
        finished_at=at,
    )
