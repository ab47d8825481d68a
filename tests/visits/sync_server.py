"""A real server with a database of its own, for tests that kill it and cut its connections."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import requests
from django.conf import settings
from django.db import connection

from tests.privacy import apart

STARTS_WITHIN = 60


class SyncServer:
    """Gunicorn as it is run for real, on a free port; it may be killed and started again."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database, self.folder = database, folder
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def manage(self, *words: str) -> None:
        """Run a command of `manage.py` with the server's settings, not the tests'."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self._environment(), check=True)

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "gunicorn", "outreach.wsgi"),
            *("--config", "python:outreach.web_server", "--bind", f"127.0.0.1:{self.port}"),
            *("--log-level", "critical", "--worker-tmp-dir", str(self.folder)),
        ]
        # In a session of its own, so that the worker dies with the parent.
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self._environment(), start_new_session=True
        )
        self._wait()

    def kill(self) -> None:
        """Kill everything of it at once: nothing is flushed, nobody says goodbye."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended by itself"
            try:
                if requests.get(f"{self.url}/health/live", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self._database_url(),
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": settings.SECRET_KEY,
            "LOOKUP_KEY": settings.LOOKUP_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "REQUIRE_SECOND_FACTOR": "0",
            "DEBUG": "1",
        }

    def _database_url(self) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.database}"
        told = connection.settings_dict
        who = ":".join(quote(str(told[key]), safe="") for key in ("USER", "PASSWORD") if told[key])
        return f"postgres://{who}@{told['HOST']}:{told['PORT'] or 5432}/{self.database}"


@contextmanager
def running(folder: Path) -> Iterator[SyncServer]:
    """Make a database apart, serve it, and let this process work in it too."""
    name = str(folder / "sync.sqlite3") if connection.vendor == "sqlite" else apart._name("sync")
    if connection.vendor == "postgresql":
        apart.drop(name)
        apart._run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    server = SyncServer(name, folder)
    try:
        with apart.working_in(name):
            server.manage("migrate", "-v", "0")
            server.start()
            try:
                yield server
            finally:
                server.kill()
    finally:
        apart.drop(name)
