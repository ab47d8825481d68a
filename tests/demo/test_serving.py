"""Serving the demo: with real processes, which end together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import CommandError

from outreach.demo.serving import free_port

PATIENCE_SECONDS = 40
PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROC / "self/task").exists(), reason="There is no /proc here.")


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_it_names_the_way_out_where_the_port_is_taken(taken):
    with pytest.raises(CommandError, match=f"--port {taken + 1}"):
        free_port(taken)


@pytest.fixture(scope="module")
def environment(migrated, tmp_path_factory):
    """The environment of a Doorstep with an empty database of its own."""
    var = tmp_path_factory.mktemp("var")
    database = shutil.copy(migrated, var / "mine.sqlite3")
    return os.environ | {
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "outreach.settings",
    }


@pytest.fixture
def served(environment):
    """Doorstep's two processes, as the demo starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = "import django, sys; django.setup(); from outreach.demo.serving import serve"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{serve}; sys.exit(serve({port}))"],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    yield process, port
    process.kill()
    process.wait()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def _wait_for(condition) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in (PROC / f"{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    return (PROC / str(pid)).exists()


@needs_proc
def test_it_serves_until_interrupted_and_leaves_nothing_running(served):
    process, port = served
    assert _wait_for(lambda: _answers(port))
    children = _children(process.pid)
    assert len(children) == 2
    for child in children:
        assert b"\0REQUIRE_SECOND_FACTOR=0\0" in b"\0" + (PROC / f"{child}/environ").read_bytes()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 0
    assert not [child for child in children if _runs(child)]


@pytest.mark.slow
@needs_proc
def test_it_ends_when_the_worker_does(served):
    process, port = served
    assert _wait_for(lambda: _answers(port))
    web, worker = _children(process.pid)
    os.kill(worker, signal.SIGKILL)
    assert process.wait(PATIENCE_SECONDS) != 0
    assert not _runs(web)
