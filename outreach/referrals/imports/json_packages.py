"""HSDS as JSON: services with all that belongs to them nested inside, as its API gives them."""

from collections import defaultdict
from typing import Any

from outreach.referrals.imports.tables import ALIASES, CARRIED, TABLES

# What hangs on an object: the table of the nested rows, and their column that names the parent.
_ENTITY = {
    "organizations": "organization_id",
    "services": "service_id",
    "locations": "location_id",
    "service_at_location": "service_at_location_id",
    "phones": "phone_id",
    "contacts": "contact_id",
}
_KNOWN = frozenset([*TABLES, *CARRIED])
Tables = dict[str, list[dict[str, Any]]]


def tables_of(parsed: Any) -> Tables:
    """Return the rows of each table, whether they came table by table or nested in services.

    The same organization or location nested in several services is one row.
    """
    found: Tables = defaultdict(list)
    if isinstance(parsed, dict) and not _is_by_tables(parsed):
        parsed = parsed.get("contents", parsed.get("items", [parsed]))
    if isinstance(parsed, dict):
        for name, rows in parsed.items():
            _flatten_all(ALIASES.get(str(name), str(name)), rows, {}, found)
    else:
        _flatten_all("services", parsed, {}, found)
    return {table: _once(rows) for table, rows in found.items()}


def _is_by_tables(parsed: dict[str, Any]) -> bool:
    return isinstance(parsed.get("services"), list) or isinstance(parsed.get("organizations"), list)


def _flatten_all(table: str, rows: Any, parent: dict[str, str], found: Tables) -> None:
    if table in _KNOWN and isinstance(rows, list):
        for row in rows:
            if isinstance(row, dict):
                _flatten(table, row, parent, found)


def _flatten(table: str, row: dict[str, Any], parent: dict[str, str], found: Tables) -> None:
    flat: dict[str, Any] = dict(parent)
    own = {_ENTITY[table]: str(row.get("id", ""))} if table in _ENTITY else {}
    for key, value in row.items():
        if isinstance(value, dict):
            _flatten_one(key, value, flat, own, found)
        elif isinstance(value, list):
            if key == "attributes":
                _flatten_attributes(value, str(row.get("id", "")), table, found)
            else:
                _flatten_all(ALIASES.get(key, key), value, own, found)
        elif value is not None:
            flat[key] = value
    found[table].append(flat)


def _flatten_one(
    key: str, value: dict[str, Any], flat: dict[str, Any], own: dict[str, str], found: Tables
) -> None:
    """Take a single nested object out, and leave its id where it stood."""
    table = ALIASES.get(key, key)
    if key == "taxonomy_detail":
        table, key = "taxonomies", "taxonomy"
    if table in _KNOWN:
        flat[f"{key}_id"] = value.get("id", "")
        _flatten(table, value, own if table == "programs" else {}, found)


def _flatten_attributes(rows: list[Any], link: str, entity: str, found: Tables) -> None:
    for row in filter(lambda row: isinstance(row, dict), rows):
        term = row.get("taxonomy_term")
        flat = {k: v for k, v in row.items() if not isinstance(v, dict | list)}
        flat = {"link_id": link, "link_entity": entity.removesuffix("s")} | flat
        if isinstance(term, dict):
            flat["taxonomy_term_id"] = term.get("id", "")
            _flatten("taxonomy_terms", term, {}, found)
        found["attributes"].append(flat)


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is word for word the same; what differs under one id stays to be refused."""
    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        kept.setdefault(repr(sorted(row.items(), key=str)), row)
    return list(kept.values())
