"""Writing a source's rows: each is created, updated or left alone, known by its id there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from contacts.imports.sql import insert, next_ids
from outreach.referrals.imports.outcomes import Report, RowRefused, Where
from outreach.referrals.imports.reading import Row, read_row
from outreach.referrals.imports.tables import TABLES, Table
from outreach.referrals.models import Resource, Service, Source
from outreach.referrals.stored import preparer

BATCH = 1000
# Rows that mean nothing without what they hang on: they go when their source drops them.
OWNERS = ("service_id", "location_id", "organization_id")
Owners = dict[str, set[Any]]
DETAILS = ("addresses", "phones", "schedules", "languages", "cost_options")


class Written:
    """One table of a source: what of it is here, what was seen of it again, what waits."""

    def __init__(self, table: Table, source: Source) -> None:
        self.table = table
        self.source = source
        rows = table.model._base_manager.filter(source=source)
        found = rows.values_list("id_at_source", "pk", "digest")
        self.digests: dict[str, str] = {}
        self.keys: dict[str, int] = {}
        for identifier, key, digest in found.iterator():
            self.keys[identifier], self.digests[identifier] = key, digest
        self.seen: dict[str, int] = {}
        self.changed: set[int] = set()
        self.created: set[int] = set()
        self.later: list[tuple[int, dict[str, str]]] = []
        self._fields: dict[str, Any] = {f.attname: f for f in table.model._meta.concrete_fields}
        self._columns = [field.column for field in self._fields.values()]
        self._prepare = preparer(list(self._fields.values()))
        self._free: Iterator[int] = iter(())
        self._new: list[list[Any]] = []
        self._old: list[models.Model] = []

    def keep(self, row: Row) -> int:
        """Have the row written with the next batch, unless it is known as it is; return its key."""
        digest = row.digest()
        key = self.keys.get(row.id)
        if key is not None and self.digests.pop(row.id, "") == digest:
            return key
        is_new = key is None
        key = self._next_key() if key is None else key
        self.keys[row.id] = key
        self._queue(row, key, digest, is_new)
        return key

    def flush(self) -> None:
        """Write what waits."""
        insert(self.table.model, self._columns, self._new)
        if self._old:
            manager = self.table.model._base_manager
            manager.bulk_update(self._old, self.table.written, batch_size=100)
        self._new, self._old = [], []

    def gone(self) -> list[int]:
        """Return the keys of the rows that were here and were not seen again."""
        return [key for identifier, key in self.keys.items() if identifier not in self.seen]

    def _queue(self, row: Row, key: int, digest: str, is_new: bool) -> None:
        said = {"id": key, "source_id": self.source.pk, "id_at_source": row.id, "digest": digest}
        said |= {"extra": row.extra, **row.values}
        if is_new:
            # What no source says, such as a resource's code, has its usual value.
            values = [said[n] if n in said else f.get_default() for n, f in self._fields.items()]
            self._new.append(self._prepare(values))
        else:
            self._old.append(self.table.model(**said))
        (self.created if is_new else self.changed).add(key)
        if row.later:
            self.later.append((key, row.later))
        if len(self._new) + len(self._old) >= BATCH:
            self.flush()

    def _next_key(self) -> int:
        key = next(self._free, None)
        if key is None:
            self.flush()  # so that the database knows which keys are taken
            self._free = iter(next_ids(self.table.model, BATCH))
            key = next(self._free)
        return key


class Writer:
    """Takes the rows of one source, table by table or mixed. Must run inside a transaction."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source = source
        self.report = report
        self.tables = {name: Written(table, source) for name, table in TABLES.items()}
        # Services that should be somewhere that is not here: no half of them is shown.
        self._misplaced: set[str] = set()

    def find(self, table: str, identifier: str) -> int | None:
        """Return the key of a row that this file has, or that an earlier one had."""
        written = self.tables[table]
        return written.keys.get(identifier)

    def take(self, name: str, raw: Mapping[str, Any], where: Where) -> bool:
        """Write a row; a row that cannot be used is reported and left out."""
        written = self.tables[name]
        try:
            row = read_row(written.table, raw, where, self.find, self.report)
            if row.id in written.seen:
                words = {"row": written.seen[row.id]}
                raise RowRefused(_("Its id is also that of row %(row)d.") % words)
        except RowRefused as refusal:
            self.report.refuse(where, str(raw.get("id") or ""), str(refusal))
            if name == "service_at_location":
                self._misplaced.add(str(raw.get("service_id") or ""))
            return False
        written.seen[row.id] = where.row
        written.keep(row)
        return True

    def flush(self) -> None:
        """Write what waits in every table, in the order in which they refer to each other."""
        for written in self.tables.values():
            written.flush()

    def finish(self, is_whole: bool, now: datetime) -> set[int]:
        """Settle what refers within a table and what is gone; return the resources concerned."""
        self.flush()
        for written in self.tables.values():
            self._settle_later(written)
        self._add_placeless()
        owners = self._owners_of_details(is_whole)
        return self._concerned(owners) | self._mark_vanished(is_whole, now)

    def _settle_later(self, written: Written) -> None:
        for key, links in written.later:
            row: Any = written.table.model._base_manager.get(pk=key)
            for field, identifier in links.items():
                found = written.keys.get(identifier)
                setattr(row, field, found)
                if found is None:
                    row.extra[field] = identifier
            row.save(update_fields=[*(f.removesuffix("_id") for f in links), "extra"])

    def _add_placeless(self) -> None:
        """Make a resource of each service that is offered at no location."""
        services = self.tables["services"]
        resources = self.tables["service_at_location"]
        of_source = Service.objects.filter(source=self.source)
        lone = of_source.filter(resources=None).values_list("id_at_source", flat=True)
        earlier = (i for i in resources.keys if i.startswith("service:"))
        wanted = {f"service:{i}" for i in lone} | set(earlier)
        for identifier in sorted(wanted):
            service = identifier.removeprefix("service:")
            if service in services.seen.keys() - self._misplaced:
                raw = {"id": identifier, "service_id": service}
                self.take("service_at_location", raw, Where("services", services.seen[service]))
        resources.flush()

    def _owners_of_details(self, is_whole: bool) -> Owners:
        """Remove the details that are gone; return what all that changed hang or hung on."""
        services, locations = self._seen_keys("services"), self._seen_keys("locations")
        touched: Owners = {name: set() for name in OWNERS}
        for name in DETAILS:
            written = self.tables[name]
            rows = written.table.model._base_manager
            gone = list(_owners(rows, written.gone()))
            if not is_whole:
                gone = [
                    (key, of)
                    for key, of in gone
                    if of["service_id"] in services or of["location_id"] in locations
                ]
            changed = _owners(rows, [*written.changed, *written.created])
            for _key, of in chain(gone, changed):
                for owner, key in of.items():
                    touched[owner].add(key)
            for some in _slices([key for key, _of in gone]):
                rows.filter(pk__in=some).delete()
        return touched

    def _concerned(self, owners: Owners) -> set[int]:
        """Return the resources of which any row changed."""
        changed = {name: w.changed | w.created for name, w in self.tables.items()}
        organizations = changed["organizations"] | owners["organization_id"]
        services = changed["services"] | owners["service_id"]
        locations = changed["locations"] | owners["location_id"]
        rows = Resource.objects.filter(source=self.source).values_list(
            "pk", "service_id", "location_id", "service__organization_id"
        )
        return {
            key
            for key, service, location, organization in rows.iterator()
            if service in services or location in locations or organization in organizations
        } | changed["service_at_location"]

    def _mark_vanished(self, is_whole: bool, now: datetime) -> set[int]:
        """Mark what a whole list leaves out, and unmark what is there again."""
        written = self.tables["service_at_location"]
        rows = Resource.objects.filter(source=self.source)
        back = set(rows.exclude(vanished_at=None).values_list("pk", flat=True))
        back &= {written.keys[identifier] for identifier in written.seen}
        for some in _slices(sorted(back)):
            rows.filter(pk__in=some).update(vanished_at=None)
        gone: set[int] = set()
        for some in _slices(written.gone() if is_whole else []):
            fresh = rows.filter(pk__in=some, vanished_at=None)
            gone |= set(fresh.values_list("pk", flat=True))
            fresh.update(vanished_at=now)
        self.report.vanished = len(gone)
        return back | gone

    def _seen_keys(self, name: str) -> set[int]:
        written = self.tables[name]
        return {written.keys[identifier] for identifier in written.seen}


def _owners(rows: Any, keys: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row's key with what it hangs on, as far as its table has a column for that."""
    names = {field.attname for field in rows.model._meta.concrete_fields}
    wanted = {name: name for name in OWNERS if name in names}
    at = "service_at_location__"
    if "service_at_location_id" in names:
        wanted |= {f"{at}{name}": name for name in ("service_id", "location_id")}
    for some in _slices(list(keys)):
        for key, *found in rows.filter(pk__in=some).values_list("pk", *wanted):
            of: dict[str, Any] = dict.fromkeys(OWNERS)
            for name, value in zip(wanted.values(), found, strict=True):
                of[name] = of[name] or value
            yield key, of


def _slices(keys: list[int], size: int = 900) -> Iterator[list[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
