"""Checking that the audit is as it was written: nothing altered, removed, inserted or reordered."""

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.accounts.models import AuditEntry, AuditSeal
from outreach.accounts.sealing import link_of, mac_of, seal_waiting

CHUNK = 2_000


class BrokenAuditError(Exception):
    """The audit is not as it was written. The message names the first broken row."""


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many entries it holds, and the link that depends on them all.

    Kept outside the database, it also shows that the newest entries were cut off.
    """

    position: int
    link: str

    def __str__(self) -> str:
        return f"{self.position}:{self.link}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read "12345:1f0c…"; raises ValueError."""
        position, link = text.strip().split(":")
        return cls(int(position), link)


def verify(kept: Head | None = None) -> Head:
    """Walk the whole chain and return its end. Raises BrokenAuditError.

    `kept` is an end that was printed earlier: it must still be in the chain. Memory is flat.
    """
    seal_waiting()
    head = Head(0, "")
    for number, (seal, entry) in enumerate(_sealed(), start=1):
        head = _next(head, number, seal, entry)
        if kept and kept.position == number and kept.link != head.link:
            raise BrokenAuditError(f"position {number}: not the link that was kept outside")
    if kept and kept.position > head.position:
        raise BrokenAuditError(
            f"position {head.position + 1}: removed with all that followed, up to {kept.position}"
        )
    _nothing_unlinked()
    return head


def _sealed() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    position = 0
    while seals := list(AuditSeal.objects.filter(position__gt=position)[:CHUNK]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        position = seals[-1].position


def _next(head: Head, number: int, seal: AuditSeal, entry: AuditEntry | None) -> Head:
    if seal.position != number:
        raise BrokenAuditError(f"position {number}: its seal was removed")
    if entry is None:
        raise BrokenAuditError(f"position {number}: its entry was removed")
    if mac_of(entry) != entry.mac:
        raise BrokenAuditError(f"position {number}: entry {entry.code} was altered")
    link = link_of(head.link, number, entry.mac)
    if link != seal.link:
        raise BrokenAuditError(f"position {number}: entry {entry.code} is not the one sealed here")
    return Head(number, link)


def _nothing_unlinked() -> None:
    # Everything that authenticates itself was linked above.
    stranger = AuditEntry.objects.filter(seal=None).order_by("pk").first()
    if stranger and mac_of(stranger) != stranger.mac:
        raise BrokenAuditError(f"entry {stranger.code} in row {stranger.pk} was inserted")
