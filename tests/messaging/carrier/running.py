"""Starting the stand-in, telling it how to behave, and reading its log."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "0123456789abcdef"


@dataclass
class StandIn:
    """A stand-in that runs."""

    url: str
    log: Path

    def behave(self, mode: str) -> None:
        """Take one of the modes from now on."""
        with urlopen(Request(f"{self.url}/mode", mode.encode(), method="PUT"), timeout=10):
            pass

    def wait_until_quiet(self, seconds: float = 20) -> None:
        """Wait until no callback is on its way."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with urlopen(f"{self.url}/pending", timeout=10) as answer:
                if json.load(answer)["pending"] == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError("callbacks are still on their way")

    def entries(self, what: str) -> list[dict[str, Any]]:
        """Return what it wrote down of a kind."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["what"] == what]


@contextmanager
def stand_in(folder: Path) -> Iterator[StandIn]:
    """Run the stand-in in a process of its own, with its log in `folder`."""
    log = folder / "carrier.jsonl"
    command = [sys.executable, "-m", "tests.messaging.carrier.stand_in", str(log), TOKEN]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield StandIn(f"http://127.0.0.1:{process.stdout.readline().strip()}", log)
        finally:
            process.kill()
