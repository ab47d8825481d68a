"""The certificate of an erasure: what its record says, sealed so that a change shows."""

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from contacts.keys import keyed_hash
from outreach.privacy.models import ErasureRecord

SEALED = ("code", "kind", "rule", "what", "key", "counts")


@dataclass(frozen=True)
class Counted:
    """How many rows of one table were erased."""

    table: str
    rows: int


def seal_record(record: ErasureRecord) -> None:
    """Seal what the record says now. The caller saves it."""
    record.seal = _right_seal(record)


def is_as_sealed(record: ErasureRecord) -> bool:
    """Whether nobody has changed the record since it was sealed."""
    return bool(record.seal) and record.seal == _right_seal(record)


def counted(record: ErasureRecord) -> list[Counted]:
    """Return what was erased by table, in words, the most first."""
    found = [Counted(_words(label), rows) for label, rows in record.counts.items()]
    return sorted(found, key=lambda each: (-each.rows, each.table))


def _words(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except LookupError:
        # A table of an older version.
        return label


def _right_seal(record: ErasureRecord) -> str:
    said: dict[str, Any] = {name: getattr(record, name) for name in SEALED}
    for name in ("started_at", "finished_at"):
        moment = getattr(record, name)
        said[name] = moment.timestamp() if moment else None
    return keyed_hash("certificate", json.dumps(said, sort_keys=True))
