"""What encrypted fields cost on the import, list and search pages. Run by hand:

    python -m tests.benchmarks.encryption [--rows 20000]

The same rows are imported, listed and searched twice, each in a process of its own with a new
SQLite file: once as the product does it, once with a cipher that leaves every text as it is. The
ratios are of CPU seconds in this one run. Stock sorting by name has no place here: the database
can no longer do it at all, which is the other price.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from tests.benchmarks.lead_lists import make_list

ROOT = Path(__file__).resolve().parents[2]
DEEDS = {
    "import": "importing a row",
    "list": "the list's page of 50",
    "search": "a search by two words",
    "contact": "one person's page",
}


def main() -> None:
    """Measure both, and print each deed's cost and ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=20_000)
    arguments.add_argument("--inside", choices=["encrypted", "plain"], help=argparse.SUPPRESS)
    arguments.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.inside:
        print(json.dumps(_measure(options.inside == "plain", options.list)))
        return
    with tempfile.TemporaryDirectory() as folder:
        leads = Path(folder, "leads.csv")
        make_list(leads, options.rows)
        found = {way: _run(folder, way, leads) for way in ("plain", "encrypted")}
    for deed, words in DEEDS.items():
        plain, encrypted = found["plain"][deed], found["encrypted"][deed]
        print(
            f"{words:24} plain {plain * 1e3:8.2f} ms  encrypted {encrypted * 1e3:8.2f} ms"
            f"  {encrypted / plain:5.2f} times"
        )
    size = found["encrypted"]["bytes"] / found["plain"]["bytes"]
    print(f"{'the database file':24} {size:5.2f} times as large")


def _run(folder: str, way: str, leads: Path) -> dict[str, float]:
    environment = os.environ | {"VAR_DIR": tempfile.mkdtemp(dir=folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "tests.benchmarks.encryption", "--inside", way]
    done = subprocess.run(
        [*command, "--list", str(leads)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


class NoCipher:
    """Leaves everything as it is, in the cipher's own types."""

    def encrypt(self, plain: bytes) -> bytes:
        """Return the same."""
        return plain

    def decrypt(self, token: str | bytes) -> bytes:
        """Return the same."""
        return token.encode() if isinstance(token, str) else token


def _measure(plain: bool, leads: Path) -> dict[str, float]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    import contacts.encryption as encryption

    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
    if plain:
        encryption.cipher = NoCipher  # type: ignore[assignment]
    call_command("migrate", verbosity=0)
    seconds = {"import": _timed(lambda: _import(leads))}
    from contacts.models import Contact

    client = Client()
    client.force_login(_coordinator())
    rows, code = Contact.objects.count(), Contact.objects.latest("pk").code
    seconds["import"] /= rows
    words = {"words": "Arina Ashby"}
    seconds["list"] = _each(lambda: client.get("/contacts/"))
    seconds["search"] = _each(lambda: client.post("/contacts/", words))
    seconds["contact"] = _each(lambda: client.get(f"/contacts/{code}/"))
    return seconds | {"bytes": Path(settings.DATABASES["default"]["NAME"]).stat().st_size}


def _import(leads: Path) -> None:
    from contacts.imports import guess_columns, read_table, run_import
    from contacts.models import LeadImport, Office

    office = Office.objects.create(code="measured", name="Measured", time_zone="UTC")
    with leads.open("rb") as file:
        table = read_table(file, leads.name)
        columns = guess_columns(table.columns)
        run_import(LeadImport(file_name=leads.name, office=office, columns=columns), table=table)


def _coordinator() -> Any:
    from django.contrib.auth.models import Group

    from contacts.models import Office
    from outreach.accounts.models import User

    user = User.objects.create_user("measured@doorstep.example")
    user.groups.add(Group.objects.get(name="coordinator"))
    user.offices.add(Office.objects.get())
    return user


def _each(deed: Any, times: int = 20) -> float:
    assert deed().status_code == 200
    return min(_timed(deed) for _time in range(times))


def _timed(deed: Any) -> float:
    before = process_time()
    deed()
    return process_time() - before


if __name__ == "__main__":
    main()
