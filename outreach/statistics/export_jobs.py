"""Making a long export in the worker: piece by piece, and on from the last piece after a stop.

Every piece is written with how far it goes in one transaction, so that a worker that dies leaves
whole pieces and another goes on behind them. The pieces of CSV are the file. The other formats are
written from them at the end, in flat memory, and take their place in one transaction: a worker that
dies there loses that stage and nothing else, and the next writes it anew without reading a visit
again. (A workbook is a zip file with its directory at the end, and Parquet has its own there: half
of one is none.) They are written before that transaction, for minutes: SQLite has one writer.
Files are in the database, as nothing is on a web process's disk.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from secrets import token_bytes
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.statistics.indicators import DEFINITIONS_VERSION
from outreach.statistics.models import ExportJob, ExportPiece
from outreach.statistics.visit_files import WRITERS, csv_head, csv_piece
from outreach.statistics.visit_rows import Asked, plain_rows

KEPT = timedelta(days=7)
# A worker that wrote no piece for so long is gone.
GONE = timedelta(minutes=5)
CHUNK = 1 << 20


class TakenOverError(Exception):
    """The file is gone, or another worker makes it: this one was thought to be dead."""


def ask_for_visits(owner: Any, campaign: Campaign, asked: dict[str, Any]) -> ExportJob:
    """Write down what is wanted and hand it to the worker."""
    from outreach.statistics.tasks import make_export

    wanted = {
        "since": str(asked["since"]),
        "until": str(asked["until"]),
        "format": asked["format"],
        "offices": sorted(asked["offices"]),
    }
    job = ExportJob.objects.create(
        campaign=campaign, owner=owner, asked=wanted, key=token_bytes(32)
    )
    job.rows = asked_of(job).count()
    job.save(update_fields=["rows"])
    make_export.enqueue(job.pk)
    return job


def asked_of(job: ExportJob) -> Asked:
    """Return which visits a job is about."""
    offices = Office.objects.filter(code__in=job.asked["offices"]).values_list("pk", flat=True)
    return Asked(job.campaign_id, job.since, job.until, tuple(offices))


def about(job: ExportJob) -> dict[str, Any]:
    """Return what each file says of itself."""
    return {
        "file": "Doorstep visits, without names",
        "campaign": job.campaign.slug,
        "since": job.asked["since"],
        "until": job.asked["until"],
        "offices": " ".join(job.asked["offices"]),
        "rows": job.rows,
        "made_at": job.asked_at.isoformat(timespec="seconds"),
        "definitions_version": DEFINITIONS_VERSION,
    }


def go_on(job_id: int, now: datetime | None = None) -> bool:
    """Make the rest of a file; say whether it was this process's to make."""
    if not _claim(job_id, now or timezone.now()):
        return False
    job = ExportJob.objects.select_related("campaign").get(pk=job_id)
    try:
        while _write_piece(job):
            pass
        _finish(job)
    except TakenOverError:
        return False
    except Exception:
        _of_this_worker(job).update(status=ExportJob.Status.FAILED)
        raise
    return True


def _claim(job_id: int, now: datetime) -> bool:
    """One update that only one of several workers can win."""
    free = Q(status=ExportJob.Status.WAITING)
    free |= Q(status=ExportJob.Status.MAKING, claimed_at__lt=now - GONE)
    mine = ExportJob.objects.filter(free, pk=job_id)
    return bool(mine.update(status=ExportJob.Status.MAKING, claimed_at=now))


def _of_this_worker(job: ExportJob) -> QuerySet[ExportJob]:
    making = ExportJob.Status.MAKING
    return ExportJob.objects.filter(pk=job.pk, status=making, claimed_at=job.claimed_at)


def _hold(job: ExportJob) -> None:
    """Say that this worker is at it still. Raises TakenOverError where it is no longer its own."""
    now = timezone.now()
    if not _of_this_worker(job).update(claimed_at=now):
        raise TakenOverError
    job.claimed_at = now


def _write_piece(job: ExportJob) -> bool:
    asked = asked_of(job)
    raw = asked.read(job.last_visit)
    if not raw:
        return False
    content = csv_piece(plain_rows(asked, raw, job.last_visit, bytes(job.key)))
    job.last_visit, job.done = raw[-1][0], job.done + len(raw)
    _hold(job)
    with transaction.atomic():
        _add(job, content)
        job.save(update_fields=["last_visit", "done"])
    return True


def _add(job: ExportJob, content: bytes) -> None:
    ExportPiece.objects.create(job=job, number=job.pieces.count() + 1, content=content)


def _finish(job: ExportJob) -> None:
    """Put the head before the pieces, or write the other format from them and drop them."""
    job.rows, kind = job.done, job.asked["format"]
    with TemporaryFile() as file:
        if kind != "csv":
            WRITERS[kind](_held_pieces(job), about(job), file)
        _hold(job)
        with transaction.atomic():
            if kind == "csv":
                ExportPiece.objects.create(job=job, number=0, content=csv_head(about(job)))
            else:
                _replace(job, file)
            job.size = sum(len(piece) for piece in pieces_of(job))
            job.status, job.ready_at, job.key = ExportJob.Status.READY, timezone.now(), b""
            job.save(update_fields=["rows", "size", "status", "ready_at", "key"])


def _held_pieces(job: ExportJob) -> Iterator[bytes]:
    for piece in pieces_of(job):
        _hold(job)
        yield piece


def _replace(job: ExportJob, file: IO[bytes]) -> None:
    """Put what was written from the pieces in their place."""
    job.pieces.all().delete()
    file.seek(0)
    for number, content in enumerate(iter(lambda: file.read(CHUNK), b"")):
        ExportPiece.objects.create(job=job, number=number, content=content)


def pieces_of(job: ExportJob, skip: int = 0) -> Iterator[bytes]:
    """Yield the file's pieces, one in memory at a time, leaving out the first `skip` bytes."""
    for number in list(job.pieces.order_by("number").values_list("number", flat=True)):
        content = bytes(job.pieces.values_list("content", flat=True).get(number=number))
        if skip < len(content):
            yield content[skip:]
        skip = max(skip - len(content), 0)


def take_up(now: datetime | None = None) -> int:
    """Go on with files whose worker is gone; return how many."""
    now = now or timezone.now()
    left = ExportJob.objects.filter(
        Q(status=ExportJob.Status.MAKING, claimed_at__lt=now - GONE)
        | Q(status=ExportJob.Status.WAITING, asked_at__lt=now - GONE)
    )
    return sum(go_on(pk, now) for pk in left.values_list("pk", flat=True))


def delete_old(now: datetime | None = None) -> None:
    """Delete the files that are older than seven days."""
    ExportJob.objects.filter(asked_at__lt=(now or timezone.now()) - KEPT).delete()
