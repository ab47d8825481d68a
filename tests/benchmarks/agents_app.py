"""What the agent's app asks of the network, and how soon it can be used. Run by hand:

    python -m tests.benchmarks.agents_app [--lighthouse FOLDER] [--runs 3]

Doorstep runs as it does for real (gunicorn, static files collected and compressed) with
the demo's people. What is counted is what the server was asked and what it answered, the service
worker's own requests among them, in a browser that was never here before. FOLDER is where
`npm install lighthouse@12.8.2` was run; without it Lighthouse is left out.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
LINE = re.compile(r"^(\S+) (\S+) (\d+) (\d+|-)$")
AGENT = """
from django.contrib.auth import get_user_model
from django.test import Client
from outreach.visits.models import Visit
visit = Visit.objects.filter(status="OPEN", team__members__isnull=False).first()
user = visit.team.members.first()
client = Client()
client.force_login(user)
print("SESSION", client.cookies["sessionid"].value)
"""
CONTROLLED = """() => new Promise((resolve) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) resolve(true);
  worker.addEventListener("controllerchange", () => resolve(true));
})"""
AS_COLLECTED = "tests.benchmarks.as_collected"
CATEGORIES = ("performance", "accessibility", "best-practices")


class Site:
    """Doorstep as it is run for real, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "access.log"
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.environment = os.environ | {
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'app.sqlite3'}",
            "PUBLIC_URL": self.url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "LOOKUP_KEY": secrets.token_urlsafe(64),
            "FIELD_KEYS": Fernet.generate_key().decode(),
            "REQUIRE_SECOND_FACTOR": "0",
            "DEBUG": "1",
        }

    def manage(self, *words: str, settings: str = "outreach.settings") -> str:
        command = [sys.executable, "manage.py", *words, f"--settings={settings}"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [
            *(sys.executable, "-m", "gunicorn", "outreach.wsgi"),
            *("--config", "python:outreach.web_server", "--bind", f"127.0.0.1:{self.port}"),
            *(
                "--access-logfile",
                str(self.log),
                "--access-logformat",
                "%(m)s %(U)s %(s)s %({content-length}o)s",
            ),
            *("--worker-tmp-dir", str(self.folder), "--log-level", "critical"),
        ]
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": AS_COLLECTED}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        try:
            self._wait()
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()

    def _wait(self) -> None:
        for _each in range(600):
            try:
                if requests.get(f"{self.url}/health/live", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def asked(self) -> list[tuple[str, int]]:
        """Return each address that was asked since the last time, with the bytes of its answer."""
        lines = [LINE.match(line) for line in self.log.read_text().splitlines()]
        self.log.write_text("")
        asked = [(m[2], 0 if m[4] == "-" else int(m[4])) for m in lines if m]
        return [(path, size) for path, size in asked if not path.startswith("/health/")]


def count_requests(site: Site, session: str) -> None:
    """Print what a first opening, taking the list, and a later opening without network ask for."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page = context.new_page()
        site.asked()
        page.goto(f"{site.url}/app/en/")
        page.evaluate(CONTROLLED)
        page.wait_for_timeout(2_000)
        told(site, "first load, ready to take the list")
        words = take_list(page)
        page.wait_for_timeout(2_000)
        told(site, "registering the phone, and the day's list")
        context.set_offline(True)
        page.reload()
        page.locator("#phrase").fill(words)
        page.get_by_role("button", name="Unlock", exact=True).click()
        page.locator("#done-doors, #next-place").first.wait_for(state="attached")
        page.locator("[data-pill]").first.wait_for()
        told(site, "opened again without a network")
        browser.close()


def take_list(page: Page) -> str:
    """Lock the list with five words; return these."""
    page.get_by_role("button", name="Lock it with five words").click()
    page.locator("#five-words:not(:empty)").wait_for()
    words = page.locator("#five-words").inner_text()
    page.get_by_role("button", name="I know them").click()
    page.locator("[data-pill]").first.wait_for()
    return words


def told(site: Site, what: str) -> None:
    """Print the requests and bytes since the last time."""
    asked = site.asked()
    print(f"{what}: {len(asked)} requests, {sum(size for _path, size in asked) / 1024:.1f} KB")
    for path, size in asked:
        print(f"    {size:>7} {path}")


def look_with_lighthouse(site: Site, session: str, folder: Path, runs: int) -> None:
    """Print Lighthouse's medians on the agent's pages: slow 4G, the CPU four times slower."""
    for path in ("/app/en/", "/today/"):
        found = [_lighthouse(site, session, folder, path) for _each in range(runs)]
        medians = {key: statistics.median(each[key] for each in found) for key in found[0]}
        said = ", ".join(f"{key} {value:.0f}" for key, value in medians.items())
        print(f"{path} median of {runs}: {said}")


def look_at_drawn_list(site: Site, session: str, folder: Path) -> None:
    """Print Lighthouse's scores with the list on the phone: opening, unlocking, and as drawn."""
    script = Path(__file__).with_name("drawn_list.mjs")
    command = ["node", str(script), str(folder), CHROMIUM, site.url, session]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    told_ = json.loads(done.stdout)
    for name, step in zip(("opened", "unlocked", "drawn"), told_["told"], strict=True):
        # At rest there is no performance to score.
        kinds = {k: v for k, v in step["scores"].items() if (name, k) != ("drawn", "performance")}
        said = ", ".join(f"{kind} {found['score'] * 100:.0f}" for kind, found in kinds.items())
        usable = f", usable after {step['usable']:.0f} ms" if step["usable"] else ""
        print(f"/app/en/ with its list, {name}: {said}{usable}")
    print(f"from the five words to the next door: {told_['drawn']} ms")


def _lighthouse(site: Site, session: str, folder: Path, path: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as profile:
        headers = Path(profile) / "headers.json"
        headers.write_text(json.dumps({"Cookie": f"sessionid={session}"}))
        report = Path(profile) / "report.json"
        command = [
            *("node", str(folder / "node_modules/lighthouse/cli/index.js"), f"{site.url}{path}"),
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={headers}",
            *("--output=json", f"--output-path={report}", "--quiet"),
            f"--chrome-flags={FLAGS} --user-data-dir={profile}/chrome",
        ]
        subprocess.run(command, env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True)
        return _figures(json.loads(report.read_text()))


def _figures(told_: dict[str, Any]) -> dict[str, float]:
    scores = {name: told_["categories"][name]["score"] * 100 for name in CATEGORIES}
    failed = [k for k, v in told_["audits"].items() if v["score"] is not None and v["score"] < 0.9]
    print("    below 90:", ", ".join(failed) or "nothing")
    audits = {"usable ms": "interactive", "largest paint ms": "largest-contentful-paint"}
    times = {name: told_["audits"][key]["numericValue"] for name, key in audits.items()}
    return scores | times


def main() -> None:
    """Start Doorstep apart, measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lighthouse", type=Path)
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.manage("demo", "--no-serve")
        site.manage(
            "collectstatic", "--no-input", "-v", "0", "--skip-checks", settings=AS_COLLECTED
        )
        session = site.manage("shell", "-v", "0", "-c", AGENT).split("SESSION ")[1].split()[0]
        with site.served():
            count_requests(site, session)
            if options.lighthouse:
                look_with_lighthouse(site, session, options.lighthouse, options.runs)
                look_at_drawn_list(site, session, options.lighthouse)


if __name__ == "__main__":
    main()
