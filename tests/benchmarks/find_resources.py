"""How long a search by place and three filters takes. Run by hand:

    python -m tests.benchmarks.find_resources [--resources 50000] [--searches 300]

Fills a new SQLite file and, where POSTGRES_URL names a server (postgres://user@host:port), a new
database there with invented resources, half of them around eight cities, and searches as the
page does, half of the time in one of these cities. The named peer, in the same run, is the same
search without the box: every resource that meets the filters is fetched and its distance computed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.import_resources import _psql

MOST_MILLISECONDS = 100
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Measure on each database, each in a process of its own."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--resources", type=int, default=50_000)
    arguments.add_argument("--searches", type=int, default=300)
    arguments.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.once:
        _search_once(options.resources, options.searches)
        return
    for server in ("", os.environ.get("POSTGRES_URL", "")):
        if server or not os.environ.get("ONLY_POSTGRES"):
            _measure(server, options)


def _measure(server: str, options: argparse.Namespace) -> None:
    name = f"doorstep_measure_{os.getpid()}"
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"VAR_DIR": home, "DEBUG": "1"}
        environment.pop("DATABASE_URL", None)
        if server:
            environment["DATABASE_URL"] = f"{server}/{name}"
            _psql(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        sizes = ["--resources", str(options.resources), "--searches", str(options.searches)]
        try:
            answer = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.find_resources", "--once", *sizes],
                env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            sys.exit(error.stderr)
        finally:
            if server:
                _psql(server, f'DROP DATABASE IF EXISTS "{name}"')
    _tell("PostgreSQL" if server else "SQLite", json.loads(answer.stdout.splitlines()[-1]))


def _tell(database: str, found: dict[str, float]) -> None:
    print(
        f"{database}: {found['resources']} resources, {found['searches']} searches by place and"
        f" three filters\n  median {found['median']:.1f} ms, 95% under {found['p95']:.1f} ms,"
        f" slowest {found['slowest']:.1f} ms; {found['hits']:.0f} found at the median"
        f"\n  {found['peer'] / found['median']:.1f} times as fast as without the box"
        f" ({found['peer']:.0f} ms); needed: median under {MOST_MILLISECONDS} ms"
    )


def _search_once(count: int, searches: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    _fill(count)
    random = Random(11)
    took, hits = [], []
    for _number in range(searches):
        seconds, found = _one_search(random)
        took.append(seconds * 1000)
        hits.append(found)
    peers = [_peer_search(random) * 1000 for _number in range(5)]
    took.sort()
    print(
        json.dumps(
            {
                "resources": count,
                "searches": searches,
                "median": statistics.median(took),
                "p95": took[int(0.95 * len(took))],
                "slowest": took[-1],
                "hits": statistics.median(hits),
                "peer": statistics.median(peers),
            }
        )
    )


def _fill(count: int) -> None:
    from django.db import connection, transaction

    from outreach.referrals.models import Organization, Resource, Service
    from tests.benchmarks.directories import place, some_facets

    random = Random(7)
    hours = [{"opens": "09:00", "closes": "17:00", "days": ["MO", "TU", "WE", "TH", "FR"]}]
    organization = Organization.objects.create(name="Invented", id_at_source="o")
    with transaction.atomic():
        Service.objects.bulk_create(
            [Service(id_at_source=str(n), organization=organization) for n in range(count)], 2000
        )
        services = Service.objects.order_by("pk").values_list("pk", flat=True)
        resources = []
        for number, key in enumerate(services):
            latitude, longitude = place(random)
            resources.append(
                Resource(
                    id_at_source=str(number),
                    service_id=key,
                    name=f"House {number}",
                    organization_name="Invented",
                    phone="860-555-0100",
                    latitude=latitude,
                    longitude=longitude,
                    facets=some_facets(random),
                    hours=hours,
                    about="What it offers, in some words. " * 10,
                )
            )
        Resource.objects.bulk_create(resources, 2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _wish(random: Random):
    from outreach.referrals.facets import Facet
    from outreach.referrals.finding import Wish

    return Wish(
        {
            "medication": random.choice([Facet.BUPRENORPHINE, Facet.METHADONE, Facet.MEDICATION]),
            "setting": random.choice([Facet.OUTPATIENT, Facet.RESIDENTIAL, Facet.WALK_IN]),
            "payment": random.choice([Facet.MEDICAID, Facet.FREE | Facet.SLIDING_SCALE]),
        },
        language="es",
    )


def _one_search(random: Random) -> tuple[float, int]:
    from django.utils import timezone

    from outreach.referrals.finding import find_resources
    from outreach.referrals.models import Resource
    from tests.benchmarks.directories import place

    near, wish, now = place(random), _wish(random), timezone.now()
    began = perf_counter()
    found = find_resources(Resource.objects.all(), near, wish, now)
    return perf_counter() - began, len(found)


def _peer_search(random: Random) -> float:
    from contacts.places import great_circle_metres
    from outreach.referrals.finding import _meeting
    from outreach.referrals.models import Resource
    from tests.benchmarks.directories import place

    near, wish = place(random), _wish(random)
    began = perf_counter()
    rows = _meeting(Resource.objects.all(), wish).values_list("pk", "latitude", "longitude")
    nearest = sorted((great_circle_metres(near, (lat, lon)), key) for key, lat, lon in rows)[:30]
    list(Resource.objects.filter(pk__in=[key for _metres, key in nearest]))
    return perf_counter() - began


if __name__ == "__main__":
    main()
