"""What a phone loads for a day offline, and what sealing costs the office. Run by hand:

    python -m tests.benchmarks.caseload [--events 400]

Sizes: the day's list beside the pages that say the same, which the phone would have to load one by
one (today's, and one for each door). Costs: CPU seconds of the office for a sealed report and for
the same report in plain, both through the whole of `POST /sync/events/`, in this one run. A new
SQLite file, made and thrown away.
"""

import argparse
import gzip
import json
import os
import tempfile
from collections.abc import Callable
from time import process_time
from typing import Any
from uuid import uuid4

DOORS = (10, 30, 40)
LIMIT = 12 * 1024
A_BATCH = 50


def main() -> None:
    """Make a day for each number of doors, and print sizes and costs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=400)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        for doors in DOORS:
            _print_sizes(doors)
        _print_costs(options.events)


def _set_up(folder: str) -> None:
    os.environ |= {"VAR_DIR": folder, "DATABASE_URL": "", "REQUIRE_SECOND_FACTOR": "0"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)


def _day(doors: int) -> Any:
    """Return a phone with the list of a day of so many doors."""
    from datetime import time

    from django.test import Client
    from django.utils import timezone

    from contacts.models import SafetyFlag
    from outreach.accounts import roles
    from outreach.campaigns.models import Script
    from outreach.demo.programme import SCRIPTS
    from tests.factories import (
        CampaignFactory,
        ContactFactory,
        EnrollmentFactory,
        OfficeFactory,
        TeamFactory,
        UserFactory,
        VisitFactory,
    )
    from tests.visits.phone import PhoneInTest

    office = OfficeFactory()
    campaign = CampaignFactory(offices=[office])
    agent, other = (UserFactory(role=roles.AGENT, office=office) for _each in range(2))
    team = TeamFactory(campaign=campaign, office=office, members=[agent])
    for language, (person, anyone) in SCRIPTS.items():
        Script.objects.create(
            campaign=campaign, language=language, to_the_person=person, to_anyone_else=anyone
        )
    for number in range(doors):
        contact = ContactFactory(
            office=office,
            note="Ring twice" if number % 3 == 0 else "",
            available_from=time(17) if number % 2 else None,
            available_to=time(19) if number % 2 else None,
        )
        if number % 5 == 0:
            flag = {"kind": SafetyFlag.Kind.DOG, "source": SafetyFlag.Source.VISIT}
            contact.address.safety_flags.create(raised_by=agent, confirmed_by=other, **flag)
        enrollment = EnrollmentFactory(campaign=campaign, contact=contact)
        VisitFactory(team=team, enrollment=enrollment, position=number, expected_at=timezone.now())
    client = Client()
    client.force_login(agent)
    phone = PhoneInTest(client)
    phone.register()
    phone.fetch()
    return phone


def _print_sizes(doors: int) -> None:
    phone = _day(doors)
    listed = phone.fetch().content
    paths = ["/today/", *(f"/visits/{door['code']}/" for door in phone.list["visits"])]
    pages = [phone.client.get(path).content for path in paths]
    raw, packed = len(listed), len(gzip.compress(listed))
    plain, packed_pages = sum(map(len, pages)), sum(len(gzip.compress(page)) for page in pages)
    limit = f", of {LIMIT:,} allowed" if doors == 30 else ""
    print(
        f"{doors} doors: the list {raw:,} bytes{limit} ({packed:,} compressed);"
        f" the {len(pages)} pages {plain:,} ({packed_pages:,}):"
        f" {plain / raw:.1f} and {packed_pages / packed:.1f} times as much"
    )


def _print_costs(events: int) -> None:
    phone = _day(30)
    codes = [door["code"] for door in phone.list["visits"]]

    def plain(number: int) -> dict[str, Any]:
        from django.utils import timezone

        code = codes[number % len(codes)]
        said = {"kind": "contact_request", "visit": code, "at": timezone.now().isoformat()}
        return said | {"id": str(uuid4()), "data": {"wish": "VISIT_AGAIN", "text": "Friday"}}

    made = [plain(number) for number in range(2 * events)]
    sealed = [phone.seal(said) for said in made[:events]]
    size = len(json.dumps(sealed)) / len(json.dumps(made[:events]))
    cost = {
        "plain": _cpu(made[events:], lambda some: phone.send(*some, by=phone.client)),
        "sealed": _cpu(sealed, lambda some: phone.send(*some)),
    }
    print(
        f"A report in plain {cost['plain'] * 1e3:.2f} ms of CPU, sealed {cost['sealed'] * 1e3:.2f}"
        f" ms: {cost['sealed'] / cost['plain']:.2f} times; {size:.1f} times as many bytes"
    )


def _cpu(events: list[Any], send: Callable[[list[Any]], Any]) -> float:
    """Send the events in batches; return CPU seconds an event. Raises where one is not applied."""
    send(events[:1])
    began = process_time()
    for start in range(1, len(events), A_BATCH):
        verdicts = {r["verdict"] for r in send(events[start : start + A_BATCH]).json()["results"]}
        assert verdicts == {"applied"}, verdicts
    return (process_time() - began) / (len(events) - 1)


if __name__ == "__main__":
    main()
