"""How fast FindTreatment listings come in, against django-import-export. Run by hand:

    python -m tests.benchmarks.import_resources [--rows 20000] [--sample 600]

Both read generated facilities of the real listing's format and size into the same tables of a new
SQLite file and, where POSTGRES_URL names a server (postgres://user@host:port), of a new database
there. The stock resource is given the first facilities only, because what one costs it does not
fall with their number. Each runs in a process of its own. The ratio is of facilities a second of
CPU, of the process and, on PostgreSQL, of its server process too where that runs here.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

NEEDED, MOST_SECONDS, MOST_MEGABYTES = 5, 60, 300
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Measure, and print a table for each database."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=20_000)
    arguments.add_argument("--sample", type=int, default=600)
    arguments.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.once:
        _import_once(options.once[0], Path(options.once[1]))
        return
    from tests.benchmarks.directories import make_listing

    with tempfile.TemporaryDirectory() as folder:
        whole, sample = Path(folder, "whole.json"), Path(folder, "sample.json")
        make_listing(whole, options.rows)
        make_listing(sample, options.sample)
        for url in ("", os.environ.get("POSTGRES_URL", "")):
            if url or not os.environ.get("ONLY_POSTGRES"):
                _compare(Path(folder), url, {"ours": whole, "stock": sample})


def _compare(folder: Path, server: str, listings: dict[str, Path]) -> None:
    print(f"\n{'PostgreSQL' if server else 'SQLite'}")
    found = {way: _measure(folder, server, way, path) for way, path in listings.items()}
    for way, run in found.items():
        run["speed"] = run["rows"] / (run["cpu"] + run["server"])
        print(
            f"  {way:6} {run['rows']:>6} facilities {run['seconds']:6.1f} s, {run['cpu']:6.1f} s"
            f" CPU, {run['server']:5.1f} s of the server, {run['speed']:6.0f} a second of CPU,"
            f" {run['megabytes']:4.0f} MB"
        )
    print(f"  {found['ours']['speed'] / found['stock']['speed']:.1f} times the stock resource")
    print(f"  needed: {NEEDED} times, under {MOST_SECONDS} s and {MOST_MEGABYTES} MB")


def _measure(folder: Path, server: str, way: str, path: Path) -> dict[str, float]:
    home = Path(tempfile.mkdtemp(dir=folder))
    environment = os.environ | {"VAR_DIR": str(home), "DEBUG": "1"}
    environment.pop("DATABASE_URL", None)
    name = f"doorstep_measure_{os.getpid()}"
    if server:
        environment["DATABASE_URL"] = f"{server}/{name}"
        _psql(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    try:
        for deed in ("migrate", way):  # apart, as they are apart where Doorstep runs
            answer = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.import_resources", "--once", deed, path],
                env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
            )  # fmt: skip
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr)
    finally:
        if server:
            _psql(server, f'DROP DATABASE IF EXISTS "{name}"')
    return json.loads(answer.stdout.splitlines()[-1])


def _import_once(way: str, path: Path) -> None:
    """Import in this process, and print what it took as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    if way == "migrate":
        call_command("migrate", verbosity=0)
        return
    from outreach.referrals.models import Phone, Resource
    from tests.benchmarks.server_cpu import server_seconds

    importer = {"ours": _ours, "stock": _stock}[way]
    before, served, began = process_time(), server_seconds(), perf_counter()
    importer(path)
    found = {
        "cpu": process_time() - before,
        "server": server_seconds() - served,
        "seconds": perf_counter() - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": Resource.objects.exclude(latitude=None).exclude(facets=0).count(),
    }
    with path.open() as file:
        expected = file.read(200).split("recordCount")[1].split(",")[0].strip(' ":')
    assert found["rows"] == int(expected), (found, expected)
    assert Phone.objects.count() == 2 * found["rows"]
    print(json.dumps(found))


def _ours(path: Path) -> None:
    from django.utils import timezone

    from outreach.referrals.imports import Reading, run_reading

    with path.open("rb") as file:
        run_reading(Reading("findtreatment", "measured", file, path.name), timezone.now())


def _stock(path: Path) -> None:
    from tablib import Dataset

    from tests.benchmarks.stock_resources import COLUMNS, StockResource

    rows = json.loads(path.read_text())["rows"]
    dataset = Dataset(*([row[name] for name in COLUMNS] for row in rows), headers=COLUMNS)
    StockResource().import_data(dataset, dry_run=False, raise_errors=True, use_transactions=True)


def _psql(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


if __name__ == "__main__":
    main()
