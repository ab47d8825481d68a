"""The work of `tests.benchmarks.sending`: its rows, its workers, and what they cost."""

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from contacts.identity import phone_key  # noqa: E402
from contacts.models import Address, Consent, Contact, Phone  # noqa: E402
from outreach.messaging.gateway import Handed  # noqa: E402
from outreach.messaging.models import Text, TextEvent  # noqa: E402
from outreach.messaging.pacing import Sender  # noqa: E402
from outreach.messaging.sending import send_due, status_address  # noqa: E402
from tests.factories import OfficeFactory, UserFactory  # noqa: E402

settings.DEBUG = False
# A Monday, 13:00 in Hartford.
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
TICKS = os.sysconf("SC_CLK_TCK")


class InstantGateway:
    """Takes everything at once."""

    sender = Sender("bench", 0)
    numbers = count()

    def send(self, *_told: str) -> Handed:
        return Handed(f"SM{os.getpid()}x{next(self.numbers)}")

    def listed(self, *_asked: Any) -> list[Any]:
        return []


@dataclass
class Run:
    """What a run took: seconds by the clock, and of CPU; cores that were busy with anything."""

    seconds: float
    worker_cpu: float
    machine_cpu: float
    memory: list[str] = field(default_factory=list)

    @property
    def busy(self) -> float:
        return self.machine_cpu / self.seconds


class Clock:
    """Measures from now on: the machine's CPU, and that of some processes with their children.

    Take it before what is measured ends: a process that is gone has no CPU any more.
    """

    def __init__(self, parents: list[int]) -> None:
        self.parents = parents
        self.begun, self.machine, self.workers = time.monotonic(), _machine(), self._workers()

    def stop(self) -> Run:
        """Return what it took."""
        seconds = time.monotonic() - self.begun
        return Run(seconds, self._workers() - self.workers, _machine() - self.machine)

    def _workers(self) -> float:
        return sum(_cpu(child) for parent in self.parents for child in [parent, *_children(parent)])


def _children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _cpu(process: int) -> float:
    path = Path(f"/proc/{process}/stat")
    fields = path.read_text().rsplit(")", 1)[1].split() if path.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / TICKS


def _machine() -> float:
    user, nice, system, *_others = Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    return (int(user) + int(nice) + int(system)) / TICKS


def prepare(texts: int) -> None:
    """Make the tables, and so many people who agreed, each with a text that is due."""
    call_command("migrate", verbosity=0)
    office, agent = OfficeFactory(code="bench"), UserFactory(email="bench@example.org")
    doors = Address.objects.bulk_create(
        Address(street=f"{n} Maple Street", city="Hartford", state="CT", postal_code="06103",
                key=f"door {n}") for n in range(texts)
    )  # fmt: skip
    people = Contact.objects.bulk_create(
        Contact(office=office, given_name="Rosa", family_name=f"Delgado {n}", address=door)
        for n, door in enumerate(doors)
    )
    numbers = [f"+1860{2_000_000 + n}" for n in range(texts)]
    phones = Phone.objects.bulk_create(
        Phone(contact=person, number=number, key=phone_key(number))
        for person, number in zip(people, numbers, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(contact=person, phone=phone, channel="SMS", wording="May we?", wording_version="1",
                purposes=["CHECK_IN"],
                language="en", how="IN_PERSON", given_at=NOON - timedelta(days=1),
                recorded_by=agent) for person, phone in zip(people, phones, strict=True)
    )  # fmt: skip
    Text.objects.bulk_create(
        Text(contact=phone.contact, number=str(phone.number), key=phone.key, due_at=NOON,
             kind="FOLLOW_UP", purpose="CHECK_IN",
             words="Hi Rosa, Doorstep Outreach here. How are you doing?")
        for phone in phones
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("create table empty_row (id integer primary key, status text not null)")
        cursor.execute("create index on empty_row (status, id)")


def reset(texts: int) -> None:
    """Let everything be due again, in tables without dead rows."""
    TextEvent.objects.all().delete()
    Text.objects.update(status="QUEUED", claimed_at=None, provider_id=None, tries=0, due_at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("truncate empty_row")
        cursor.execute(
            "insert into empty_row select n, 'queued' from generate_series(1, %s) n", [texts]
        )
        cursor.execute("vacuum full analyze messaging_text")
        cursor.execute("vacuum full analyze messaging_textevent")
        cursor.execute("analyze")
        cursor.execute("checkpoint")


def claim_empty_rows(_report: Callable[[str], None]) -> None:
    """Claim and commit one row after the other until none is left."""
    with connection.cursor() as cursor:
        while True:
            with transaction.atomic():
                cursor.execute(
                    "select id from empty_row where status = 'queued' order by id limit 1"
                    " for update skip locked"
                )
                row = cursor.fetchone()
                if row is None:
                    return
                cursor.execute("update empty_row set status = 'claimed' where id = %s", row)


def drain(report: Callable[[str], None]) -> None:
    """Send what is due until nothing is, and say how the memory grew."""
    gateway, handed, marks = InstantGateway(), 0, []
    while sent := send_due(gateway, 500, NOON):
        handed += sent
        marks.append(_resident())
    if len(marks) > 2:
        report(f"worker {os.getpid()}: {handed} texts, {marks[1]:.1f} MB after a thousand,"
               f" {marks[-1]:.1f} MB at the end")  # fmt: skip


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def fork_and_wait(deed: Callable[[Callable[[str], None]], None], workers: int) -> Run:
    """Do it in so many processes at once, each warm and connected before the clock starts."""
    _warm_up()
    connections.close_all()
    context = get_context("fork")
    ready, go, lines = context.Barrier(workers + 1), context.Barrier(workers + 1), context.Queue()

    def work() -> None:
        connection.ensure_connection()
        ready.wait()
        go.wait()
        deed(lines.put)
        lines.put("")

    processes = [context.Process(target=work) for _worker in range(workers)]
    for process in processes:
        process.start()
    ready.wait()
    clock = Clock([process.pid or 0 for process in processes])
    go.wait()
    said, ended = [], 0
    run = None
    while ended < workers:
        line = lines.get()
        ended += line == ""
        said += [line] if line else []
        run = clock.stop()
    for process in processes:
        process.join()
    assert run
    run.memory = said
    return run


def _warm_up() -> None:
    """Read the tables of places and of holidays before the processes part."""
    from outreach.messaging.allowing import obstacles

    text = Text.objects.select_related("contact__address").first()
    assert text
    assert obstacles(text, NOON) == []
    assert status_address(text)


def enqueue(task: Any) -> None:
    """Give Celery a message for each text."""
    with task.app.producer_pool.acquire(block=True) as producer:
        for pk in Text.objects.values_list("pk", flat=True):
            task.apply_async([str(pk)], producer=producer, queue="texts")


def wait_until_drained() -> None:
    """Wait until nothing is queued or being sent."""
    while Text.objects.filter(status__in=["QUEUED", "SENDING"]).exists():
        time.sleep(0.05)
