"""The directory as an HSDS 3 package again: what the sources said, with our corrections in it."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZipFile

from contacts.parsing import defuse
from outreach.referrals.imports.tables import CARRIED, TABLES, Table
from outreach.referrals.models import (
    CarriedRow,
    Correction,
    Format,
    Resource,
    Service,
    Source,
    TaxonomyTerm,
)

_NAMESPACE = uuid5(NAMESPACE_URL, "doorstep/directory")
# Which column of which table a corrected field is.
_COLUMNS = {
    "name": ("services", "name"),
    "about": ("services", "description"),
    "website": ("services", "url"),
    "email": ("services", "email"),
    "street": ("addresses", "address_1"),
    "city": ("addresses", "city"),
    "state": ("addresses", "state_province"),
    "postal_code": ("addresses", "postal_code"),
    "latitude": ("locations", "latitude"),
    "longitude": ("locations", "longitude"),
}
# Corrected lists take the place of all that the source has of them.
_LISTS = {"phone": "phones", "hours": "schedules", "languages": "languages"}
Overrides = dict[tuple[str, int], dict[str, Any]]


def export_package() -> BinaryIO:
    """Return a zip file, open for reading, with a CSV for each table of HSDS."""
    file = io.BytesIO()
    corrected = _Corrected()
    formats = dict(Source.objects.values_list("pk", "format"))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, table in TABLES.items():
            _write(archive, name, partial(_rows, table, formats, corrected))
        for name in CARRIED:
            _write(archive, name, partial(_carried, name, formats, corrected))
    file.seek(0)
    return file


def exported_id(table: str, source: int | None, identifier: str, formats: dict[int, str]) -> str:
    """Return a row's id: its own where its source writes HSDS, else one made of it."""
    if source is not None and formats.get(source) == Format.HSDS:
        return identifier
    return str(uuid5(_NAMESPACE, f"{table}/{source}/{identifier}"))


class _Corrected:
    """The corrections that count, by the row in whose columns they belong."""

    def __init__(self) -> None:
        self.columns: Overrides = defaultdict(dict)
        self.lists: dict[tuple[str, int], tuple[Resource, Any]] = {}
        # Resources whose service is corrected there, and is as it was at its other locations.
        self.apart: dict[int, list[Resource]] = defaultdict(list)
        current = Correction.objects.filter(superseded_at=None).filter(value__isnull=False)
        for each in current.select_related("resource__service"):
            resource = each.resource
            owner: int | None = self._service_key(resource, each.field)
            if owner is not None and each.field in _LISTS:
                self.lists[_LISTS[each.field], owner] = (resource, each.value)
            elif each.field in _COLUMNS:
                table, column = _COLUMNS[each.field]
                owner = owner if table == "services" else resource.location_id
                if owner is not None:
                    self.columns[table, owner][column] = each.value
                    if column == "address_1":
                        self.columns[table, owner]["address_2"] = ""

    def _service_key(self, resource: Resource, field: str) -> int | None:
        """Return what stands for its service: below 0 where that is one apart, for it alone."""
        of_service = field in _LISTS or _COLUMNS.get(field, ("",))[0] == "services"
        if not of_service:
            return None
        others = Resource.objects.filter(service=resource.service_id).exclude(pk=resource.pk)
        if resource not in self.apart[resource.service_id]:
            if not others.exists():
                return resource.service_id
            self.apart[resource.service_id].append(resource)
        return -resource.pk


def _rows(table: Table, formats: dict[int, str], corrected: _Corrected) -> Iterator[dict[str, Any]]:
    fields = {field_name.removesuffix("_id") for field_name, _t, _m in table.links.values()}
    rows: Any = table.model._base_manager.order_by("pk")
    rows = rows.select_related(*fields) if fields else rows
    for row in rows.iterator(chunk_size=500):
        if table.name == "service_at_location" and row.location_id is None:
            continue  # HSDS says it by having no such row
        yield from _apart(table, row, formats, corrected)
        if table.name in _LISTS.values() and _is_apart(row, corrected):
            continue
        if (table.name, getattr(row, "service_id", None)) not in corrected.lists:
            yield _row(table, row, formats, corrected)
    for (name, key), (resource, value) in corrected.lists.items():
        if name == table.name:
            service = resource.service
            owner = exported_id("services", service.source_id, service.id_at_source, formats)
            owner = _id_apart(resource) if key < 0 else owner
            yield from _corrected_list(name, resource, value, owner)


def _apart(
    table: Table, row: Any, formats: dict[int, str], corrected: _Corrected
) -> Iterator[dict[str, Any]]:
    """Yield a service, or what hangs on it, once more for each resource where it is corrected."""
    service = row.pk if table.name == "services" else getattr(row, "service_id", None)
    if table.name == "service_at_location":
        return
    for resource in corrected.apart.get(service or 0, []):
        at = getattr(row, "service_at_location_id", None) or resource.pk
        place = getattr(row, "location_id", None) or resource.location_id
        if (table.name, -resource.pk) in corrected.lists or (at, place) != (
            resource.pk, resource.location_id,
        ):  # fmt: skip
            continue
        said = _row(table, row, formats, corrected)
        if table.name == "services":
            said |= {
                "id": _id_apart(resource),
                **corrected.columns.get(("services", -resource.pk), {}),
            }
        else:
            identifier = str(uuid5(_NAMESPACE, f"{table.name}/{resource.code}/{row.pk}"))
            said |= {"id": identifier, "service_id": _id_apart(resource)}
        yield said


def _is_apart(row: Any, corrected: _Corrected) -> bool:
    """Say whether a row is about one resource only, whose service goes out apart."""
    apart = corrected.apart.get(row.service_id or 0, [])
    return getattr(row, "service_at_location_id", None) in {each.pk for each in apart}


def _id_apart(resource: Resource) -> str:
    return str(uuid5(_NAMESPACE, f"services/at/{resource.code}"))


def _row(table: Table, row: Any, formats: dict[int, str], corrected: _Corrected) -> dict[str, Any]:
    identifier = exported_id(table.name, row.source_id, row.id_at_source, formats)
    said: dict[str, Any] = {"id": identifier, **row.extra}
    said |= {column: getattr(row, column) for column in table.columns}
    if table.name == "locations" and row.latitude is not None:
        said |= {"latitude": row.latitude, "longitude": row.longitude}
    for column, (field_name, other, _must) in table.links.items():
        linked = getattr(row, field_name.removesuffix("_id"))
        if linked is not None:
            said[column] = exported_id(other, linked.source_id, linked.id_at_source, formats)
    if table.name == "service_at_location" and row in corrected.apart.get(row.service_id, []):
        said["service_id"] = _id_apart(row)
    owner = row.location_id if table.name == "addresses" else row.pk
    return said | corrected.columns.get((table.name, owner), {})


def _corrected_list(
    table: str, resource: Resource, value: Any, owner: str
) -> Iterator[dict[str, Any]]:
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries):
        row = {"id": str(uuid5(_NAMESPACE, f"{table}/{resource.code}/{number}"))}
        row["service_id"] = owner
        if table == "phones":
            row |= {"number": entry, "type": "voice"}
        elif table == "languages":
            row["code"] = entry
        else:
            days = ",".join(entry.get("days") or [])
            row |= {"freq": "WEEKLY", "byday": days}
            row |= {"opens_at": entry["opens"], "closes_at": entry["closes"]}
        yield row


def _carried(
    table: str, formats: dict[int, str], corrected: _Corrected
) -> Iterator[dict[str, Any]]:
    if table == "attributes":
        yield from _with_those_apart(_attributes(formats), formats, corrected)
        return
    for row in CarriedRow.objects.filter(table=table).order_by("pk").iterator(chunk_size=500):
        yield row.data


def _attributes(formats: dict[int, str]) -> Iterator[dict[str, Any]]:
    for row in CarriedRow.objects.filter(table="attributes").order_by("pk").iterator(500):
        yield row.data
    yield from _made_attributes(formats)


def _with_those_apart(
    rows: Iterator[dict[str, Any]], formats: dict[int, str], corrected: _Corrected
) -> Iterator[dict[str, Any]]:
    """Yield the rows, and each about a service once more where that is corrected at a location."""
    apart: dict[str, list[Resource]] = {}
    for resources in corrected.apart.values():
        for each in resources:
            service = each.service
            key = exported_id("services", service.source_id, service.id_at_source, formats)
            apart.setdefault(key, []).append(each)
    for row in rows:
        yield row
        for each in apart.get(row.get("link_id", ""), []):
            identifier = str(uuid5(_NAMESPACE, f"attributes/{each.code}/{row.get('id')}"))
            yield row | {"id": identifier, "link_id": _id_apart(each)}


def _made_attributes(formats: dict[int, str]) -> Iterator[dict[str, Any]]:
    """Yield the terms of services whose source does not write HSDS."""
    services = Service.objects.exclude(source__format=Format.HSDS).exclude(terms=[])
    known = set(TaxonomyTerm.objects.values_list("source_id", "id_at_source"))
    for source, identifier, terms in services.values_list(
        "source_id", "id_at_source", "terms"
    ).iterator(chunk_size=500):
        link = exported_id("services", source, identifier, formats)
        for term in terms:
            if (source, term) in known:
                yield {
                    "id": str(uuid5(_NAMESPACE, f"attributes/{source}/{identifier}/{term}")),
                    "link_id": link,
                    "taxonomy_term_id": exported_id("taxonomy_terms", source, term, formats),
                    "link_entity": "service",
                }


def _write(archive: ZipFile, name: str, rows: Callable[[], Iterable[dict[str, Any]]]) -> None:
    """Write a table as CSV; one without any row is left out.

    Its rows are gone through twice, for its columns first, because there may be too many to hold.
    """
    columns = list(dict.fromkeys(column for row in rows() for column in row))
    if not columns and name not in ("services", "organizations"):
        return
    with archive.open(f"{name}.csv", "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns or ["id"])
        writer.writeheader()
        for row in rows():
            writer.writerow({column: _cell(value) for column, value in row.items()})


def _cell(value: Any) -> str:
    """Return a value as HSDS writes it; no spreadsheet runs what is in it."""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return defuse(str(value)) if isinstance(value, str) else str(value)
