"""Runs the web process and the worker together, and ends both when either ends."""

import os
import signal
import socket
import subprocess  # nosec B404 # it starts our own processes
import sys
import time
from types import FrameType

from django.conf import settings
from django.core.management.base import CommandError

GRACE_SECONDS = 10


def free_port(port: int) -> int:
    """Return `port` if it can be listened on here; raise CommandError where it is taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Choose another: manage.py demo --port {port + 1}"
            ) from error
    return port


def serve(port: int) -> int:
    """Serve on this machine until interrupted; return the exit status of what ended first."""
    web = [
        *("-m", "gunicorn", "outreach.wsgi", "--config", "python:outreach.web_server"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
    ]
    processes = [_start(web), _start(["manage.py", "run_worker"])]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        return next(p.returncode for p in processes if p.poll() is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(processes)


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    # Invented people have no phones on which a code could be shown.
    environment = os.environ | {"REQUIRE_SECOND_FACTOR": "0"}
    command = [sys.executable, *arguments]
    # Words of our own, and no shell reads them.
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603  # nosec B603


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
