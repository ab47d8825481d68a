"""Workers that are killed while they send, against the stand-in; prints what went wrong as JSON.

    python -m tests.messaging.carrier.yard matrix CARRIER_URL CARRIER_LOG [--points …] [--modes …]
    python -m tests.messaging.carrier.yard storm CARRIER_URL CARRIER_LOG --kills 200 [--seed 5]

It works on the database of DATABASE_URL, and with the package that lies in the current folder: so a
copy of it that was broken on purpose can be tried too. Each worker is a fork of this process with a
connection of its own; a web server, also a fork, takes what the carrier calls.
"""

import argparse
import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")
django.setup()

from django.db import connections  # noqa: E402

from contacts.models import Contact  # noqa: E402
from outreach.messaging.models import Text  # noqa: E402
from outreach.messaging.reconciling import settle_unknown  # noqa: E402
from outreach.messaging.sending import send_due  # noqa: E402
from tests.messaging.carrier import world  # noqa: E402
from tests.messaging.carrier.killing import POINTS  # noqa: E402
from tests.messaging.carrier.running import StandIn  # noqa: E402
from tests.messaging.carrier.stand_in import LIST_LAG_SECONDS, MODES  # noqa: E402

SAID_SENT = {"ACCEPTED", "DELIVERED", "UNDELIVERED"}
# Settled, or in the list of those that a person settles.
ENDS = SAID_SENT | {"FAILED", "CANCELLED", "UNKNOWN"}
LEFT = ENDS - {"CANCELLED"} | {"SENDING"}
# A storm's hours pass forty seconds a second, so that a dead worker is missed after three.
HASTE = 40


def fork(deed: Callable[[], object]) -> int:
    """Do it in a process of its own; return its id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 0
    try:
        deed()
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def was_killed(child: int) -> bool:
    """Wait for its end."""
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def faults(texts: Iterable[Text], carrier: StandIn) -> list[str]:
    """Return what must never be true of these texts, by what the carrier wrote down."""
    accepted = Counter(entry["address"].split("/")[-2] for entry in carrier.entries("accepted"))
    found = []
    for pk, status in Text.objects.filter(pk__in=[t.pk for t in texts]).values_list("pk", "status"):
        times = accepted[str(pk)]
        if times > 1:
            found.append(f"{pk} was accepted {times} times")
        if status not in ENDS:
            found.append(f"{pk} is left {status}")
        if status in SAID_SENT and not times:
            found.append(f"{pk} is {status} and was never accepted")
        if status in ("FAILED", "CANCELLED") and times:
            found.append(f"{pk} is {status} and was accepted")
    return found


def matrix(carrier: StandIn, points: list[str], modes: list[str]) -> dict[str, object]:
    """Kill a worker at each point in each mode; let the next one clear up; look at what came."""
    someone, found, reached, day = world.people(3), [], Counter[str](), 0
    world.warm_up(someone[0])
    for mode in modes:
        for point in points:
            day += 1
            base = world.MORNING + timedelta(days=day)
            texts = world.queue(someone, base)
            carrier.behave(mode)
            reached[point] += _kill(point, base)
            if was_killed(fork(lambda base=base, mode=mode: _clear_up(base, mode))):  # type: ignore[misc]
                found.append(f"{mode}, {point}: the next worker died too")
            carrier.wait_until_quiet()
            found += [f"{mode}, {point}: {fault}" for fault in faults(texts, carrier)]
    return {"faults": found, "cases": day, "killed": dict(reached)}


def _kill(point: str, base: datetime) -> bool:
    if point != "mid-reconcile":
        return was_killed(fork(lambda: _die_while_sending(point, base)))
    # There must be something to find out first.
    was_killed(fork(lambda: _die_while_sending("after the write", base)))
    return was_killed(fork(lambda: _die_while_settling(base + timedelta(minutes=3))))


def _die_while_sending(point: str, base: datetime) -> None:
    POINTS[point]()
    send_due(world.gateway(), now=base)


def _die_while_settling(now: datetime) -> None:
    POINTS["mid-reconcile"]()
    settle_unknown(world.gateway(), now)


def _clear_up(base: datetime, mode: str) -> None:
    gateway = world.gateway()
    for minutes in (3, 6, 9, 12, 15):
        if mode == "lists_late":
            time.sleep(LIST_LAG_SECONDS / 4)
        now = base + timedelta(minutes=minutes)
        settle_unknown(gateway, now)
        send_due(gateway, now=now)


def storm(carrier: StandIn, kills: int, seed: int) -> dict[str, object]:
    """Kill one of two workers at random times, while people are written to and opt out."""
    chance, someone = Random(seed), world.people(max(60, kills))
    world.warm_up(someone[0])
    begun = time.monotonic()

    def now() -> datetime:
        return world.MORNING + timedelta(seconds=(time.monotonic() - begun) * HASTE)

    workers = [fork(lambda: _work(now)) for _worker in range(2)]
    texts: list[Text] = []
    stopped: list[tuple[Contact, set[object]]] = []
    silent = set[int]()
    for kill in range(kills):
        carrier.behave(chance.choice(MODES))
        texts += world.queue(chance.choices(someone, k=4), now())
        time.sleep(chance.uniform(0, 0.1))
        if kill % 5 == 0 and len(silent) < len(someone):
            who = chance.choice([one for one in someone if one.pk not in silent])
            silent.add(who.pk)
            stopped.append((who, _stop(who, kill)))
            texts += world.queue([who], now())
        loser = chance.randrange(2)
        os.kill(workers[loser], signal.SIGKILL)
        was_killed(workers[loser])
        workers[loser] = fork(lambda: _work(now))
    carrier.behave("well")
    found = _wait_for_the_end(texts)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
        was_killed(worker)
    carrier.wait_until_quiet()
    found += faults(texts, carrier) + _sent_after_stop(stopped, carrier)
    ends = Counter(
        Text.objects.filter(pk__in=[t.pk for t in texts]).values_list("status", flat=True)
    )
    return {"faults": found, "kills": kills, "stops": len(stopped), "ends": dict(ends)}


def _work(now: Callable[[], datetime]) -> None:
    """Do what the worker does by its clock: one that fails is told and tried again."""
    gateway = world.gateway()
    while True:
        try:
            settle_unknown(gateway, now())
            if not send_due(gateway, 10, now()):
                time.sleep(0.005)
        except Exception:
            traceback.print_exc()
            connections.close_all()


def _stop(who: Contact, kill: int) -> set[object]:
    """Opt someone out; return those of their texts that had left when that was committed."""
    phone = who.phones.get()
    world.text_in(str(phone.number), "STOP", f"SMstop{who.pk}-{kill}")
    theirs = Text.objects.filter(key=phone.key, status__in=LEFT)
    return set(theirs.values_list("pk", flat=True))


def _sent_after_stop(stopped: list[tuple[Contact, set[object]]], carrier: StandIn) -> list[str]:
    accepted = {entry["address"].split("/")[-2] for entry in carrier.entries("accepted")}
    found = []
    for who, had_left in stopped:
        for text in Text.objects.filter(contact=who).exclude(pk__in=had_left):
            if text.status != "CANCELLED" or str(text.pk) in accepted:
                found.append(f"{text.pk} is {text.status} after a STOP")
    return found


def _wait_for_the_end(texts: list[Text], seconds: float = 180) -> list[str]:
    """Wait until nothing waits or is on its way."""
    until = time.monotonic() + seconds
    on_the_way = Text.objects.filter(pk__in=[text.pk for text in texts]).exclude(status__in=ENDS)
    while on_the_way.exists():
        if time.monotonic() > until:
            return ["the workers came to no end"]
        time.sleep(0.1)
    return []


def main() -> None:
    """Run what is asked for, and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["matrix", "storm"])
    parser.add_argument("url")
    parser.add_argument("log", type=Path)
    parser.add_argument("--points", default=",".join(POINTS))
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    carrier = StandIn(asked.url, asked.log)
    world.make_tables()
    server = world.serve()
    try:
        if asked.what == "matrix":
            result = matrix(carrier, asked.points.split(","), asked.modes.split(","))
        else:
            result = storm(carrier, asked.kills, asked.seed)
    finally:
        os.kill(server, signal.SIGKILL)
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    main()
