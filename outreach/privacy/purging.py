"""Erasing what nothing keeps any more: in batches, each a transaction, resumed where one ended.

A campaign's purge begins by making its last figures, in the transaction that makes the record of
erasure; from then on it is finished by whoever runs next. Each batch adds its counts to the record
in the transaction that erases, so that they are right whenever the process was killed.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.codes import new_code
from contacts.looks import log_deed
from contacts.models import LeadImport
from outreach.campaigns.models import Campaign
from outreach.campaigns.running import turn_to_figures
from outreach.privacy import ledger
from outreach.privacy.erasing import remove_enrollments
from outreach.privacy.lists import forget_lists
from outreach.privacy.models import ErasureRecord
from outreach.privacy.recording import end, keep, locked, write_in_ledger
from outreach.privacy.sweeping import sweep
from outreach.routing.models import Plan

# Bounds how long others wait for the database, and what a killed process has to do again.
BATCH = 200
Rule = ErasureRecord.Rule
Kind = ErasureRecord.Kind


class NotClosedError(Exception):
    """The campaign is not closed, so its people are kept."""


def due_campaigns(today: date) -> list[Campaign]:
    """Return the campaigns whose purge date has come, and those whose purge was interrupted."""
    begun = ErasureRecord.objects.filter(kind=Kind.CAMPAIGN, finished_at=None).values("campaign")
    closed = Campaign.objects.filter(status=Campaign.Status.CLOSED)
    waiting = closed.filter(figures_since=None).order_by("closed_at", "pk")
    return [
        *Campaign.objects.filter(pk__in=begun).order_by("pk"),
        *(each for each in waiting if each.purge_on and each.purge_on <= today),
    ]


def purge_expired(now: datetime) -> list[ErasureRecord]:
    """Erase everything whose time is over; return the records of what was erased."""
    campaigns = due_campaigns(timezone.localdate(now))
    done = [purge_campaign(each, Rule.CAMPAIGN_OVER, now) for each in campaigns]
    return [*done, *sweep(now)]


def purge_campaign(
    campaign: Campaign, rule: str, now: datetime, by: Any = None, code: str = ""
) -> ErasureRecord:
    """Turn a closed campaign to its figures and erase the people whom nothing else keeps.

    Doing it again continues or changes nothing. `code` is that of the record where there was one
    before a restore. Raises NotClosedError.
    """
    record = _begin(campaign, rule, by, code or new_code())
    while _erase_batch(record, now):
        pass
    return _finish(record, now)


@transaction.atomic
def _begin(campaign: Campaign, rule: str, by: Any, code: str) -> ErasureRecord:
    known = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if record := ErasureRecord.objects.filter(kind=Kind.CAMPAIGN, campaign=known).first():
        return record
    if known.status != Campaign.Status.CLOSED:
        raise NotClosedError
    turn_to_figures(known)
    record = ErasureRecord.objects.create(
        code=code,
        kind=Kind.CAMPAIGN,
        rule=rule,
        what=known.code,
        key=ledger.erasure_key(known.code),
        campaign=known,
        by=by,
    )
    log_deed(record, "purge_campaign", by, campaign=known.slug, rule=rule)
    return record


@transaction.atomic
def _erase_batch(record: ErasureRecord, now: datetime) -> bool:
    """Erase the next enrollments, and say whether there were any."""
    record = locked(record)
    enrollments = record.campaign.enrollments.order_by("pk") if record.campaign else None
    ids = list(enrollments.values_list("pk", flat=True)[:BATCH]) if enrollments else []
    if not ids:
        return False
    counts, gone = remove_enrollments(ids, now)
    keep(record, counts)
    write_in_ledger(record, gone, now)
    return True


@transaction.atomic
def _finish(record: ErasureRecord, now: datetime) -> ErasureRecord:
    record = locked(record)
    if record.finished_at or record.campaign is None:
        return record
    plans, by_table = Plan.objects.filter(campaign=record.campaign).delete()
    lists = LeadImport.objects.filter(campaign=record.campaign.slug)
    keep(record, Counter(by_table if plans else {}) + forget_lists(lists))
    end(record, now)
    line = ledger.Line(ledger.CAMPAIGN, record.what, now.isoformat(), record.code, record.rule)
    ledger.append([line])
    return record
