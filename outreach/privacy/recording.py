"""Writing down what is erased, in the transaction that erases: in its record and in the ledger."""

from datetime import datetime

from outreach.privacy import ledger
from outreach.privacy.certifying import seal_record
from outreach.privacy.erasing import Counts, add_counts
from outreach.privacy.models import ErasureRecord


def write_in_ledger(record: ErasureRecord, codes: list[str], now: datetime) -> None:
    """Write the people of these codes into the ledger, and wait until that is on disk."""
    at = now.isoformat()
    ledger.append(ledger.Line(ledger.CONTACT, code, at, record.code, record.rule) for code in codes)


def locked(record: ErasureRecord) -> ErasureRecord:
    """Return the record as it is now; nobody else continues it until the transaction ends."""
    return ErasureRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)


def keep(record: ErasureRecord, counts: Counts) -> None:
    """Add what was just erased."""
    add_counts(record, counts)
    record.save()


def end(record: ErasureRecord, now: datetime) -> ErasureRecord:
    """Say that all is erased, and seal the record."""
    record.finished_at = now
    seal_record(record)
    record.save(update_fields=["finished_at", "seal"])
    return record
