"""One import in a process of its own; prints rows, CPU seconds and peak memory as JSON."""

import json
import os
import resource
import sys
from pathlib import Path
from time import process_time

import django


def main(way: str, path: Path) -> None:
    """Import the list at `path` in the given way into the empty database of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    from contacts.models import Contact, Office, Phone

    office = Office.objects.create(code="measured", name="Measured", time_zone="UTC")
    importer = WAYS[way]
    from tests.benchmarks.server_cpu import server_seconds

    before, served = process_time(), server_seconds()
    importer(path, office)
    cpu, server = process_time() - before, server_seconds() - served
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = Contact.objects.count()
    lines = sum(1 for _line in path.open()) - 1
    assert rows == Phone.objects.count() == lines, (rows, Phone.objects.count(), lines)
    print(json.dumps({"rows": rows, "cpu": cpu, "server": server, "megabytes": memory}))


def _ours(path: Path, office: object) -> None:
    from contacts.imports import guess_columns, read_table, run_import
    from contacts.models import LeadImport

    with path.open("rb") as file:
        table = read_table(file, path.name)
        columns = guess_columns(table.columns)
        run_import(LeadImport(file_name=path.name, office=office, columns=columns), table=table)


def _stock(path: Path, office: object) -> None:
    _stock_import(path, dry_run=False)


def _stock_with_dry_run(path: Path, office: object) -> None:
    _stock_import(path, dry_run=True)
    _stock_import(path, dry_run=False)


def _stock_import(path: Path, dry_run: bool) -> None:
    from tablib import Dataset

    from tests.benchmarks.stock_import import StockContactResource

    dataset = Dataset().load(path.read_text(), format="csv")
    StockContactResource().import_data(
        dataset, dry_run=dry_run, raise_errors=True, use_transactions=True
    )


WAYS = {"ours": _ours, "stock": _stock, "stock-dry": _stock_with_dry_run}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
