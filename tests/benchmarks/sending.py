"""How fast due texts leave, with a gateway that answers at once. Run by hand, on PostgreSQL:

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/doorstep \\
        .venv/bin/python -m tests.benchmarks.sending [--texts 10000] [--redis redis://127.0.0.1:6379/9]

It makes a database of its own beside that one, and removes it. In one run it measures

- an empty row: the same two workers, each claiming one row of two columns and committing it;
- Doorstep: two workers draining the outbox, with every question asked and every event kept;
- one worker doing that alone;
- Celery with Redis: two processes, one message a text, the same questions and the same two commits.

Celery and redis are in the dependency group `bench` of pyproject.toml.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

CORES = os.cpu_count()
ROOT = Path(__file__).resolve().parents[2]
WAYS = ("an empty row", "Doorstep, two workers", "Doorstep, one worker", "Celery with Redis")


def main() -> None:
    """Make the database, measure inside it, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/9")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        _measure(asked.texts)
        return
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    name = f"doorstep_bench_{os.getpid()}"
    with psycopg.connect(make_conninfo(f"{server}/postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        try:
            environment = os.environ | {
                "DATABASE_URL": f"{server}/{name}",
                "BENCH_REDIS": asked.redis,
            }
            command = [sys.executable, "-m", "tests.benchmarks.sending", "--inside"]
            more = ["--texts", str(asked.texts), "--redis", asked.redis]
            subprocess.run([*command, *more], cwd=ROOT, env=environment, check=True)
        finally:
            connection.execute(f'drop database "{name}" with (force)')


def _measure(texts: int) -> None:
    from tests.benchmarks import sending_work as work

    work.prepare(texts)
    ways: dict[str, Callable[[], work.Run]] = {
        WAYS[0]: lambda: work.fork_and_wait(work.claim_empty_rows, 2),
        WAYS[1]: lambda: work.fork_and_wait(work.drain, 2),
        WAYS[2]: lambda: work.fork_and_wait(work.drain, 1),
        WAYS[3]: _celery,
    }
    runs = {}
    for way, run in ways.items():
        work.reset(texts)
        runs[way] = done = run()
        ours, all_of_it = (cpu / texts * 1e3 for cpu in (done.worker_cpu, done.machine_cpu))
        print(f"{way:24} {texts / done.seconds:7.0f} a second; CPU a text: workers {ours:.2f} ms,")
        print(f"{'':24} machine {all_of_it:.2f} ms; {done.busy:.2f} of {CORES} cores busy")
        for line in done.memory:
            print(f"{'':24} {line}")
    empty, two, one, celery = (texts / runs[way].seconds for way in WAYS)
    print(f"Doorstep against an empty row: {two / empty:.2f} (target 0.50)")
    print(f"Doorstep against Celery:       {two / celery:.2f} (target 1.00)")
    print(f"two workers against one:       {two / one:.2f} (target 1.80)")
    if two / one < 1.8:
        alone, both = runs[WAYS[2]].busy, runs[WAYS[1]].busy
        print(
            f"What limits it: one worker with its PostgreSQL keeps {alone:.2f} cores busy, so two"
        )
        print(f"two want {2 * alone:.2f}; of {CORES}, {both:.2f} were busy with this and all else.")


def _celery() -> Any:
    """Let Celery's workers start and idle; the clock runs from when they may take messages."""
    from tests.benchmarks import sending_celery
    from tests.benchmarks import sending_work as work

    app = sending_celery.app
    app.control.purge()
    work.enqueue(sending_celery.send)
    command = [sys.executable, "-m", "celery", "-q", "-A", "tests.benchmarks.sending_celery"]
    options = ["worker", "-c", "2", "-Q", "idle", "--without-gossip", "--without-mingle"]
    with subprocess.Popen([*command, *options], cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL) as worker:
        try:
            while not app.control.ping(timeout=1):
                time.sleep(0.2)
            clock = work.Clock([worker.pid])
            app.control.add_consumer("texts", reply=True)
            work.wait_until_drained()
            return clock.stop()
        finally:
            worker.terminate()


if __name__ == "__main__":
    main()
