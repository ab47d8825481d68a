"""Claiming texts: who sends which, and that it may still be sent, committed before any network.

A batch is claimed by one conditional update (PostgreSQL skips what others hold; SQLite's
transactions exclude each other, and the update compares and sets). Its first text is `SENDING` with
that commit, the others are `CLAIMED`: each becomes `SENDING` in the commit that records the one
before it. So one commit a text is enough, whoever dies leaves one text in doubt at most, and a STOP
still takes back all that was not being handed over.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from outreach.messaging.allowing import Known, Obstacle, obstacles
from outreach.messaging.models import Text, TextEvent
from outreach.messaging.pacing import Sender, make_room, room_for

Status = Text.Status
AT_ONCE = 25
NOBODY = Sender("none", 0)


class ClaimLostError(Exception):
    """Someone else claimed one of these in between; nothing was changed."""


def claim(now: datetime, most: int = AT_ONCE, sender: Sender = NOBODY) -> tuple[list[Text], int]:
    """Claim up to `most` texts that may be sent now; the first is marked as being sent.

    Those that may not be sent are put off or cancelled on the way. Returns the texts, and how many
    were looked at: none means that there is nothing to do now.
    """
    try:
        with transaction.atomic():
            room = room_for(sender, min(most, AT_ONCE), now)
            found = _alone(_lock_due(now, room)) if room else []
            ready = _those_allowed(found, now)
            _mark(ready, now)
            make_room(sender, ready, now)
    except ClaimLostError:
        return [], 0
    return ready, len(found)


def _lock_due(now: datetime, most: int) -> list[Text]:
    """Return what is due, locked: answers to danger before everything else."""
    due = Text.objects.filter(status=Status.QUEUED, due_at__lte=now)
    urgent = _locked(due.filter(kind=Text.Kind.CRISIS), most)
    return urgent or _locked(due, most)


def _locked(due: QuerySet[Text], most: int) -> list[Text]:
    due = due.select_related("contact__address", "answers", "follow_up", "wording")
    due = due.order_by("due_at", "pk")
    if connection.vendor == "postgresql":
        due = due.select_for_update(skip_locked=True, of=("self",))
    return list(due[:most])


def _alone(found: Iterable[Text]) -> list[Text]:
    """Return one text a number and a person: the next one must see what came of this one.

    Whoever stops them then locks one text of a batch only, and no two wait for each other.
    """
    kept, taken = [], set[object]()
    for text in found:
        theirs = {text.key, text.contact_id} - {None}
        if not theirs & taken:
            kept.append(text)
        taken |= theirs
    return kept


def _those_allowed(found: Sequence[Text], now: datetime) -> list[Text]:
    known = Known.of({text.key for text in found}, now)
    ready = []
    for text in found:
        if against := obstacles(text, now, known):
            put_off(text, against, now)
        else:
            ready.append(text)
    return ready


def _mark(ready: Sequence[Text], now: datetime) -> None:
    """Mark the claimed ones. Raises ClaimLostError where one of them is claimed already."""
    claimed = Text.objects.filter(pk__in=[text.pk for text in ready], status=Status.QUEUED).update(
        status=Status.CLAIMED, claimed_at=now, reason="", tries=F("tries") + 1, changed_at=now
    )
    if claimed != len(ready):
        raise ClaimLostError
    for text in ready:
        text.status, text.claimed_at, text.tries = Status.CLAIMED, now, text.tries + 1
    if ready and mark_sending(ready[0], now):
        TextEvent.objects.bulk_create([sending_event(ready[0], now)])


def mark_sending(text: Text, now: datetime) -> bool:
    """Mark a claimed text as being handed over; False where it was taken back meanwhile."""
    if not _still_claimed([text]).update(status=Status.SENDING, changed_at=now):
        return False
    text.status = Status.SENDING
    return True


def sending_event(text: Text, now: datetime) -> TextEvent:
    """Return the event that says so."""
    return TextEvent(text=text, status=Status.SENDING, source="claim", at=now)


def give_back(rest: Iterable[Text], now: datetime, due_at: datetime | None = None) -> None:
    """Queue claimed texts again that were not handed over, for `due_at` where it is given."""
    rest = list(rest)
    later = {"due_at": due_at} if due_at else {}
    _still_claimed(rest).update(status=Status.QUEUED, changed_at=now, **later)


def _still_claimed(texts: Sequence[Text]) -> QuerySet[Text]:
    """Return those whose claim is still ours: a later one has another time.

    A token in the row would prove no more. What is `SENDING` is queued again by its own worker
    alone, so nobody late meets another's claim there; what is `CLAIMED` is claimed anew only after
    its worker gave it back, or was silent for minutes, and two times would have to agree to the
    microsecond.
    """
    claimed_at = {text.claimed_at for text in texts}
    return Text.objects.filter(
        pk__in=[text.pk for text in texts], status=Status.CLAIMED, claimed_at__in=claimed_at
    )


def put_off(text: Text, against: list[Obstacle], now: datetime) -> None:
    """Cancel a text that may never be sent, or wait for what is in its way."""
    final = next((one for one in against if one.is_final), None)
    if final:
        text.reason = final.code
        cancel(text, final.code, now)
        return
    waits = [one.ends_at for one in against if one.ends_at]
    # What ends by a person's word is looked at again tomorrow, or at once when it is given.
    text.due_at = max(waits) if waits else now + timedelta(days=1)
    text.reason = against[0].code
    text.save(update_fields=["due_at", "reason", "changed_at"])


def cancel(text: Text, code: str, now: datetime) -> bool:
    """Cancel a text that has not left; return whether it had not."""
    changed = Text.objects.filter(pk=text.pk, status__in=Text.NOT_LEFT).update(
        status=Status.CANCELLED, reason=code[:24], changed_at=now
    )
    if changed:
        text.status = Status.CANCELLED
        TextEvent.objects.create(
            text=text, status=Status.CANCELLED, code=code[:24], source="claim", at=now
        )
    return bool(changed)
