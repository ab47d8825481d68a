"""Phones that keep a day's list: registering, hearing from, revoking; what each says it made."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from outreach.visits.authors import Author
from outreach.visits.models import Device, DeviceDay, ReceivedEvent, Visit

MOST_LOGGED = 10_000
# As long as a sealed report can still be opened; a revoked phone stays revoked for good.
DAYS_KEPT = timedelta(days=45)
UNHEARD_KEPT = timedelta(days=180)


def register(user: Any, number: UUID, label: str, client: int, now: datetime) -> Device:
    """Keep that the user has this phone; a repeat only renews what is known of it."""
    told = {"label": label[:60], "client": client, "heard_at": now}
    device, _made = Device.objects.update_or_create(number=number, user=user, defaults=told)
    return device


def is_revoked(number: UUID) -> bool:
    """Whether the phone was revoked: it is the same phone in anyone's hands."""
    return Device.objects.filter(number=number, revoked_at__isnull=False).exists()


def may_keep_list(author: Author) -> bool:
    """Whether this author may still have a list on this phone."""
    return _may_log(author.user) and not is_revoked(author.device)


def note_list(device: Device, day: date, ends_at: datetime, now: datetime) -> None:
    """Keep that the phone took the list of `day`, and until when it holds it."""
    taken = {"listed_at": now, "list_ends_at": ends_at}
    DeviceDay.objects.update_or_create(device=device, day=day, defaults=taken)


def note_logged(author: Author, logged: int, now: datetime) -> DeviceDay:
    """Keep how many reports the phone says it made of a day. The number never goes down."""
    device, _made = Device.objects.get_or_create(
        number=author.device, user=author.user, defaults={"heard_at": now, "registered_at": now}
    )
    Device.objects.filter(pk=device.pk).update(heard_at=now)
    told, _made = DeviceDay.objects.get_or_create(device=device, day=author.day)
    # In the database, because two requests of one phone may come at once.
    most = Greatest("logged", Value(min(logged, MOST_LOGGED)))
    DeviceDay.objects.filter(pk=told.pk).update(logged=most, told_at=now)
    told.refresh_from_db()
    return told


def received_of(user: Any, number: UUID, day: date) -> int:
    """Count the events about visits of `day` that were kept from this phone in these hands."""
    codes = Visit.objects.filter(day=day).values("code")
    events = ReceivedEvent.objects.filter(author=user, device=number, visit_code__in=codes)
    return events.count()


def revoke(devices: Iterable[Device], by: Any, now: datetime) -> int:
    """Revoke these phones, whoever else has them too; return how many rows that closed."""
    numbers = {device.number for device in devices}
    rows = Device.objects.filter(number__in=numbers, revoked_at__isnull=True)
    return rows.update(revoked_at=now, revoked_by=by)


def forget_old(now: datetime | None = None) -> int:
    """Remove what phones told of days long past, and phones not heard of; return how many rows."""
    now = now or timezone.now()
    days, _tables = DeviceDay.objects.filter(day__lt=(now - DAYS_KEPT).date()).delete()
    silent = Device.objects.filter(heard_at__lt=now - UNHEARD_KEPT, revoked_at__isnull=True)
    phones, _tables = silent.delete()
    return days + phones


def _may_log(user: Any) -> bool:
    return bool(user.is_active and user.has_perm("visits.log_visit"))
