"""The hash chain over the audit.

An entry is written in the transaction of its deed, authenticated by itself. Linking it to the chain
there too would make every look wait for the longest import, because the chain's end can have one
writer at a time. So the link follows in a short transaction of its own as soon as the deed is
committed; what a crash leaves unlinked, `verify_audit` links.
"""

import json
import logging
from collections.abc import Iterable
from datetime import UTC
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from contacts.keys import keyed_hash

if TYPE_CHECKING:
    from outreach.accounts.models import AuditEntry

SEAL_LOCK = 5_120_178
BATCH = 500
UNUSED = {"serialized_data": None, "changes_text": "", "cid": None, "remote_port": None}

logger = logging.getLogger(__name__)


def mac_of(entry: "AuditEntry") -> str:
    """Return the keyed hash of everything that the entry says, 128 bits as 32 hex digits."""
    words: dict[str, Any] = {
        "code": entry.code,
        "about": [entry.content_type_id, str(entry.object_pk), str(entry.object_repr)],
        "action": entry.action,
        "changes": entry.changes,
        "actor": entry.actor_id,
        "at": entry.timestamp.astimezone(UTC).isoformat(),
        "from": str(ip_address(entry.remote_addr)) if entry.remote_addr else None,
        "more": entry.additional_data,
        **_unused(entry),
    }
    return keyed_hash("audit entry", json.dumps(words, sort_keys=True, cls=DjangoJSONEncoder))


def _unused(entry: "AuditEntry") -> dict[str, Any]:
    """Return what stands in auditlog's columns that Doorstep leaves at their defaults.

    Nothing in an entry that we wrote: whoever writes into one of them alters the entry.
    """
    is_number = str(entry.object_pk).isdecimal()
    usual = {"object_id": int(entry.object_pk) if is_number else None, **UNUSED}
    found = {name: getattr(entry, name) for name in usual}
    return {name: value for name, value in found.items() if value != usual[name]}


def link_of(previous: str, position: int, mac: str) -> str:
    """Return the link that follows `previous` ('' before the first one)."""
    return keyed_hash("audit link", f"{previous}|{position}|{mac}")


@transaction.atomic
def seal(pk: int) -> None:
    """Link one committed entry, unless it is linked already."""
    from outreach.accounts.models import AuditEntry

    _lock()
    _link(AuditEntry.objects.filter(pk=pk, seal=None))


def seal_waiting() -> int:
    """Link every committed entry that a crash left unlinked, and return how many there were.

    It looks through all entries, so it is for upkeep and not for each request. An entry that does
    not authenticate itself is left out for `verify_audit` to name.
    """
    total, pk = 0, 0
    while waiting := _waiting_after(pk):
        pk = waiting[-1].pk
        with transaction.atomic():
            _lock()
            total += _link(waiting)
    return total


def _waiting_after(pk: int) -> list["AuditEntry"]:
    from outreach.accounts.models import AuditEntry

    return list(AuditEntry.objects.filter(seal=None, pk__gt=pk).order_by("pk")[:BATCH])


def _link(waiting: Iterable["AuditEntry"]) -> int:
    from outreach.accounts.models import AuditSeal

    last = AuditSeal.objects.order_by("-position").first()
    position, link = (last.position, last.link) if last else (0, "")
    seals = []
    for entry in waiting:
        if mac_of(entry) != entry.mac:
            logger.error("audit entry %s does not authenticate itself", entry.code)
            continue
        position += 1
        link = link_of(link, position, entry.mac)
        seals.append(AuditSeal(position=position, entry=entry, link=link))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _lock() -> None:
    # SQLite's transactions are immediate: one writer at a time already.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
