"""Nobody is written to twice, whoever dies when; nobody after a STOP; and nothing is forgotten."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.messaging.carrier.killing import POINTS
from tests.messaging.carrier.running import ROOT, TOKEN, stand_in
from tests.messaging.carrier.stand_in import MODES

KILLS = int(os.environ.get("KILLS", "200"))
POSTGRESQL = os.environ.get("KILLS_DATABASE_SERVER", "postgres://postgres@127.0.0.1:5432")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request, tmp_path_factory):
    """A database of its own on either engine, by its address."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('yard') / 'yard.sqlite3'}"
        return
    name = f"doorstep_yard_{os.getpid()}"
    try:
        server = psycopg.connect(make_conninfo(f"{POSTGRESQL}/postgres"), autocommit=True)
    except psycopg.OperationalError:
        pytest.skip(f"No PostgreSQL at {POSTGRESQL}: set KILLS_DATABASE_SERVER.")
    with server:
        server.execute(f'create database "{name}"')
        yield f"{POSTGRESQL}/{name}"
        server.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


def run(database: str, var: Path, folder: Path, *words: str, root: Path = ROOT) -> dict[str, Any]:
    """Run the yard in a process of its own, with what lies in `root`."""
    with stand_in(folder) as carrier:
        environment = {
            **os.environ, "DATABASE_URL": database, "VAR_DIR": str(var), "DEBUG": "1",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32, "TWILIO_BASE_URL": carrier.url,
            "TWILIO_TEXTS_PER_SECOND": "0",
        }  # fmt: skip
        what, *more = words
        command = [sys.executable, "-m", "tests.messaging.carrier.yard", what, carrier.url,
                   str(carrier.log), *more]  # fmt: skip
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_whoever_dies_where_nobody_gets_a_text_twice(database, var, tmp_path):
    result = run(database, var, tmp_path, "matrix")
    assert result["faults"] == []
    assert result["cases"] == len(POINTS) * len(MODES)
    # Each point was really reached, in every mode that leads to it.
    assert set(result["killed"]) == set(POINTS)
    assert min(result["killed"].values()) > 0, result["killed"]


def test_two_workers_killed_at_random_times(database, var, tmp_path):
    result = run(database, var, tmp_path, "storm", "--kills", str(KILLS))
    assert result["faults"] == []
    assert result["ends"].get("DELIVERED", 0) + result["ends"].get("ACCEPTED", 0) > 0


def test_a_claim_that_is_committed_after_the_send_is_caught(database, var, tmp_path):
    """These tests can fail: they do where the claim and the sending are one transaction."""
    copy = tmp_path / "copy"
    for name in ("outreach", "contacts", "templates", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    broken = copy / "outreach/messaging/sending.py"
    words = broken.read_text()
    assert words.count("\ndef send_batch(") == 1
    broken.write_text(words.replace("\ndef send_batch(", "\n@transaction.atomic\ndef send_batch("))
    points = "--points=after the write,after the answer"
    result = run(database, var, tmp_path, "matrix", points, "--modes=never_calls,well", root=copy)
    assert [fault for fault in result["faults"] if "accepted 2 times" in fault], result
