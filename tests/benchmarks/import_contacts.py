"""How fast leads come in, against django-import-export's stock resource. Run by hand:

    python -m tests.benchmarks.import_contacts [--rows 100000] [--sample 3000]

Both import the same generated rows, with the same fields validated, deduplicated and committed to
the same tables, into a new SQLite file and, where POSTGRES_URL names a server
(postgres://user@host:port), into a new database there. The stock resource is given the first rows
only, because what a row costs it does not fall with their number. Each runs in a process of its
own. The ratios are of rows a second of CPU, all measured in this one run: of the process alone
and, on PostgreSQL, also together with its server process where that runs on this machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from tests.benchmarks.lead_lists import make_list

NEEDED, MOST_MEGABYTES = 30, 300
ROOT = Path(__file__).resolve().parents[2]
WAYS = {
    "stock": "stock resource, without its dry run",
    "stock-dry": "stock resource, with its dry run",
    "ours": "our importer",
}


def main() -> None:
    """Measure, and print a table for each database."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--sample", type=int, default=3_000)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, sample = Path(folder, "whole.csv"), Path(folder, "sample.csv")
        make_list(whole, options.rows)
        with whole.open() as source:
            sample.write_text("".join(islice(source, options.sample + 1)))
        for url in ("", os.environ.get("POSTGRES_URL", "")):
            if url or not os.environ.get("ONLY_POSTGRES"):
                _compare(Path(folder), url, {"ours": whole, "stock": sample, "stock-dry": sample})


def _compare(folder: Path, server: str, lists: dict[str, Path]) -> None:
    print(f"\n{'PostgreSQL' if server else 'SQLite'}")
    found = {way: _measure(folder, server, way, lists[way]) for way in WAYS}
    for way, words in WAYS.items():
        run = found[way]
        print(
            f"  {words:38} {run['rows']:>7} rows {run['cpu']:7.1f} s CPU"
            f" {run['rows'] / run['cpu']:8.0f} rows/s {run['server']:7.1f} s of the server"
            f" {run['megabytes']:5.0f} MB"
        )
    for way in ("stock", "stock-dry"):
        alone, together = (_ratio(found, way, also) for also in (False, True))
        words = f"  {alone:.1f} times the {WAYS[way]}"
        print(words + (f"; with the server's CPU {together:.1f}" if server else ""))
    print(f"  needed: {NEEDED} times, under {MOST_MEGABYTES} MB")


def _ratio(found: dict[str, dict[str, float]], way: str, with_server: bool) -> float:
    def speed(run: dict[str, float]) -> float:
        return run["rows"] / (run["cpu"] + (run["server"] if with_server else 0))

    return speed(found["ours"]) / speed(found[way])


def _measure(folder: Path, server: str, way: str, path: Path) -> dict[str, float]:
    """Return rows, CPU seconds of the process and of its server, and the process's peak memory."""
    home = Path(tempfile.mkdtemp(dir=folder))
    environment = os.environ | {"VAR_DIR": str(home), "DEBUG": "1", "DATABASE_URL": ""}
    if server:
        name = f"doorstep_measure_{os.getpid()}"
        environment["DATABASE_URL"] = f"{server}/{name}"
        _psql(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    else:
        del environment["DATABASE_URL"]
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.import_once", way, path],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr)
    finally:
        if server:
            _psql(server, f'DROP DATABASE IF EXISTS "{name}"')
    return json.loads(answer.stdout.splitlines()[-1])


def _psql(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


if __name__ == "__main__":
    main()
