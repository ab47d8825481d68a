"""Real processes killed with kill -9, run apart from the tests: `python -m tests.privacy.killing`.

A process of its own makes a database in a folder, then forks: a child does the deed and kills
itself at the n-th step, another does it again to the end. Every n is tried until a child comes to
its end alive. It prints, as JSON, what was found after each.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
# A purge here has some two hundred statements; with 3 it takes a minute.
EVERY = int(os.environ.get("KILL_EVERY", "29"))
DATABASE, BEFORE, LEDGER = FOLDER / "live.sqlite3", FOLDER / "before", FOLDER / "erasures"
BACKUP, IDENTITY, LEDGER_BEFORE = FOLDER / "one.backup", FOLDER / "identity", FOLDER / "lines"


def in_a_child(deed: Callable[[], None]) -> int:
    """Do the deed in a process of its own; return 0, or the number of the signal that ended it."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            deed()
            connections.close_all()
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(repr(error))
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0, "a child failed"
    return 0


def at_step(number: int) -> Callable[..., Any]:
    """Return a wrapper of database statements that kills the process at the n-th one."""
    left = [number]

    def wrap(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return wrap


def put_back(*kept: tuple[Path, Path]) -> None:
    """Let the files be as they were before the deed."""
    for path in FOLDER.glob("live.sqlite3*"):
        path.unlink()
    LEDGER.unlink(missing_ok=True)
    for source, target in kept:
        shutil.copyfile(source, target)


def names_in_files() -> list[str]:
    """Return the seeded names that can be read in the database's files, byte by byte."""
    from tests.privacy.conftest import SEEDED

    bytes_of = b"".join(path.read_bytes() for path in sorted(FOLDER.glob("live.sqlite3*")))
    return [name for name in SEEDED if name.lower().encode() in bytes_of.lower()]


def make_database() -> None:
    """Migrate, and put in people."""
    from django.core.management import call_command

    from tests.privacy.seeding import fill

    call_command("migrate", verbosity=0)
    fill()


def state() -> dict[str, Any]:
    """Return what must not depend on whether, and where, a process was killed."""
    from outreach.privacy.models import ConsentEvidence, ErasureRecord
    from outreach.statistics.models import Snapshot
    from tests.privacy.everything import rows

    records = ErasureRecord.objects.order_by("rule")
    return {
        "rows": {label: len(found) for label, found in rows().items()},
        "records": [[each.rule, each.counts, bool(each.finished_at)] for each in records],
        "evidence": [each.phone_key for each in ConsentEvidence.objects.all()],
        "figures": [each.figures for each in Snapshot.objects.order_by("pk")],
    }


def purge() -> None:
    """Run the nightly purge in small batches."""
    from django.core.management import call_command

    from outreach.privacy import purging, sweeping

    purging.BATCH = sweeping.BATCH = 2
    call_command("purge_expired", stdout=sys.stderr)


def kill_purge() -> dict[str, Any]:
    """Kill a purge at every statement, run it again, and look what is left."""
    from django.db import connection

    def killed(number: int) -> Callable[[], None]:
        def deed() -> None:
            with connection.execute_wrapper(at_step(number)):
                purge()

        return deed

    def look() -> None:
        (FOLDER / "state").write_text(json.dumps(state()))

    found: list[dict[str, Any]] = []
    control = names_in_files()
    number = 0
    while True:
        put_back((BEFORE, DATABASE))
        ended = in_a_child(killed(number))
        if number and not ended:
            break
        in_a_child(purge)
        in_a_child(look)
        looked = json.loads((FOLDER / "state").read_text())
        found.append({"state": looked, "names": names_in_files(), "signal": ended})
        number += EVERY
    return {"control": control, "found": found}


def restore() -> None:
    """Bring the backup back."""
    from django.core.management import call_command

    call_command("restore", BACKUP, identity=IDENTITY, stdout=sys.stderr)


def back_up_then_erase() -> None:
    """Make a backup in which someone is whom the live database has erased since."""
    from django.core.management import call_command
    from django.utils import timezone

    from contacts.models import Contact
    from outreach.privacy.requesting import erase_now
    from outreach.privacy.wiping import wipe

    call_command("backup", BACKUP, stdout=sys.stderr)
    people = {one.family_name: one for one in Contact.objects.all()}
    erase_now(people["Quillfeather"], timezone.now())
    # What a restore takes back.
    people["Wobblegate"].delete()
    wipe()


def at_file(number: int) -> None:
    """Kill this process at the n-th time that it opens, removes or renames one of its files."""
    left = [number]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in ("open", "os.rename", "os.remove", "sqlite3.connect"):
            return
        if str(FOLDER) in str(arguments[0]):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def restore_killed_at_file(number: int) -> None:
    """Restore, and be killed at the n-th use of a file."""
    at_file(number)
    restore()


def restore_killed_at_statement(number: int) -> None:
    """Restore, and be killed at the n-th statement."""
    from django.db import connection

    with connection.execute_wrapper(at_step(number)):
        restore()


def names_in_tables() -> list[str]:
    """Return the last names of the contacts, read by a process of its own."""

    def look() -> None:
        from contacts.models import Contact

        names = sorted(Contact.objects.values_list("family_name", flat=True))
        (FOLDER / "state").write_text(json.dumps(names))

    in_a_child(look)
    found: list[str] = json.loads((FOLDER / "state").read_text())
    return found


def killed_and_restored(kill: Callable[[int], None], every: int) -> Iterator[list[Any]]:
    """Kill at each step; yield what stood there, what stands after another restore, the files."""
    number = 1
    while True:
        put_back((BEFORE, DATABASE), (LEDGER_BEFORE, LEDGER))
        if not in_a_child(partial(kill, number)):
            return
        between = names_in_tables()
        in_a_child(restore)
        files = sorted(path.name for path in FOLDER.glob("live.sqlite3*"))
        yield [kill.__name__, between, names_in_tables(), files, names_in_files()]
        number += every


def kill_restore() -> dict[str, Any]:
    """Kill a restore at every file and at some statements; look, and restore again."""
    from django.conf import settings
    from pyrage import x25519

    identity = x25519.Identity.generate()
    IDENTITY.write_text(str(identity))
    settings.BACKUP_RECIPIENT = str(identity.to_public())
    in_a_child(back_up_then_erase)
    shutil.copyfile(DATABASE, BEFORE)
    shutil.copyfile(LEDGER, LEDGER_BEFORE)
    old = names_in_tables()
    found = [
        *killed_and_restored(restore_killed_at_file, 1),
        *killed_and_restored(restore_killed_at_statement, EVERY),
    ]
    return {"old": old, "new": names_in_tables(), "found": found}


def main() -> None:
    """Make the database, do the deed that the first argument names, and print what was found."""
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "ERASURE_LEDGER": str(LEDGER),
        "VAR_DIR": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "outreach.settings",
    }
    import django

    django.setup()
    from tests.privacy.conftest import in_plain

    with in_plain():
        in_a_child(make_database)
        shutil.copyfile(DATABASE, BEFORE)
        deed = {"purge": kill_purge, "restore": kill_restore}[sys.argv[1]]
        sys.stdout.write(json.dumps(deed()))


if __name__ == "__main__":
    main()
