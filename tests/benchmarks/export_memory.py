"""How much memory the worker takes to finish a file of visits, at two lengths and in each format.

Run by hand: `python -m tests.benchmarks.export_memory [FEW [MANY]]` (50,000 and 400,000 rows unless
told). Each format at each length is measured in a process of its own, over one SQLite database in
a temporary folder: a file, as one that Django makes for tests is itself in memory. The pieces that
`export_jobs` would have read are made up; what is measured is everything after them: reading them
back, deciphering, the writer, and putting the file into the database. One line of JSON a format:
the most megabytes at each length.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"
    os.environ.pop("DATABASE_URL", None)

    import django

    django.setup()

from django.conf import settings
from django.utils import timezone

from outreach.accounts import roles
from outreach.accounts.models import User
from outreach.campaigns.models import Campaign
from outreach.statistics import export_jobs
from outreach.statistics.models import ExportJob
from outreach.statistics.visit_files import csv_piece
from outreach.statistics.visit_rows import PIECE
from tests.factories import CampaignFactory, UserFactory

KINDS = ("csv", "xlsx", "json", "parquet")


def _piece(first: int, size: int) -> bytes:
    return csv_piece(_rows(first, size))


def _rows(first: int, size: int) -> Iterator[list[object]]:
    for number in range(first, first + size):
        names = [f"{number:016x}", f"{number // 3:016x}", "hartford", "Hartford County, CT"]
        said = ["2026-10", "CONTACT_PERSON", "DECLINED", "NOT_READY COST", "HOUSING"]
        yield [*names, *said, 1, 0, 0, 0, 0, 1, 2, 4, 0, number % 3]


def _job(kind: str, rows: int) -> ExportJob:
    asked = {"since": "2026-01-01", "until": "2026-12-31", "format": kind, "offices": []}
    campaign = Campaign.objects.first() or CampaignFactory()
    owner = User.objects.first() or UserFactory(role=roles.MANAGER)
    job = ExportJob.objects.create(campaign=campaign, owner=owner, asked=asked, key=b"k")
    job.status, job.claimed_at = ExportJob.Status.MAKING, timezone.now()
    job.save(update_fields=["status", "claimed_at"])
    for first in range(0, rows, PIECE):
        export_jobs._add(job, _piece(first, min(PIECE, rows - first)))
    job.done = rows
    return job


def finish(kind: str, rows: int) -> float:
    """Make one file in this process; return the most memory that it ever took, in megabytes."""
    # With it on, Django remembers every statement with all that is passed beside it.
    settings.DEBUG = False
    job = _job(kind, rows)
    export_jobs._finish(job)
    job.refresh_from_db()
    assert (job.status, job.rows) == (ExportJob.Status.READY, rows)
    job.delete()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peaks(kind: str, *lengths: int) -> list[int]:
    """Return the most megabytes at each length, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder}
        _run([sys.executable, "manage.py", "migrate", "-v0"], env)
        this = [sys.executable, "-m", "tests.benchmarks.export_memory", "--finish", kind]
        return [round(float(_run([*this, str(rows)], env))) for rows in lengths]


def _run(command: list[str], env: dict[str, str]) -> str:
    env.pop("DATABASE_URL", None)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:2] == ["--finish"]:
        print(finish(sys.argv[2], int(sys.argv[3])))
    else:
        lengths = [int(size) for size in sys.argv[1:3]] or [50_000, 400_000]
        for kind in KINDS:
            found = dict(zip(map(str, lengths), peaks(kind, *lengths), strict=True))
            print(json.dumps({"format": kind, **found}), flush=True)
