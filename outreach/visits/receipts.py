"""How many reports phones say they made, beside how many of them are here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from outreach.visits.models import Device, DeviceDay, ReceivedEvent, Visit
from outreach.visits.models.events import LONGEST_OFFLINE


@dataclass(frozen=True)
class Receipt:
    """One phone's day: what it last told it made, and what the office has kept of that."""

    told: DeviceDay
    received: int

    @property
    def device(self) -> Device:
        """The phone."""
        return self.told.device

    @property
    def logged(self) -> int:
        """What was made on the phone, as far as is known: it may not have told of the last."""
        return max(self.told.logged, self.received)

    @property
    def missing(self) -> int:
        """How many reports are on the phone only, or lost with it."""
        return self.logged - self.received


@dataclass(frozen=True)
class Receipts:
    """The phones of a day, and those of earlier days that still hold something back."""

    today: list[Receipt]
    earlier: list[Receipt]

    @property
    def logged(self) -> int:
        """What today's phones made, together."""
        return sum(receipt.logged for receipt in self.today)

    @property
    def received(self) -> int:
        """What of that is here."""
        return sum(receipt.received for receipt in self.today)

    @property
    def holding(self) -> list[Receipt]:
        """The phones that hold something back, of today or before."""
        return [each for each in [*self.today, *self.earlier] if each.missing]

    @property
    def missing(self) -> int:
        """How many reports are on phones only."""
        return sum(receipt.missing for receipt in self.holding)

    @property
    def phones(self) -> int:
        """How many phones hold something back."""
        return len({receipt.device.number for receipt in self.holding})


def receipts_for(user: Any, day: date) -> Receipts:
    """Return the receipts of the phones that `user` may see, for `day` and the week before it."""
    return receipts_of(Device.objects.visible_to(user), day)


def receipts_of(devices: QuerySet[Device], day: date) -> Receipts:
    """Return the receipts of these phones, for `day` and the week before it.

    The number of queries does not depend on how many phones there are. Whoever sees figures
    without names shows `missing` and `phones` of it, and nothing else.
    """
    days = DeviceDay.objects.filter(device__in=devices, day__range=(day - LONGEST_OFFLINE, day))
    told = list(days.select_related("device__user").order_by("-day", "device__user__first_name"))
    counts = _received(told, day)
    receipts = [
        Receipt(each, counts.get((each.device.user_id, each.device.number, each.day), 0))
        for each in told
    ]
    earlier = [each for each in receipts if each.told.day < day and each.missing]
    return Receipts([each for each in receipts if each.told.day == day], earlier)


def _received(told: Iterable[DeviceDay], day: date) -> dict[tuple[Any, ...], int]:
    """Count the events kept, by author, phone and the day of their visit."""
    numbers = {each.device.number for each in told}
    of_visit = Visit.objects.filter(code=OuterRef("visit_code")).values("day")[:1]
    # Nothing comes before its visit's day anywhere on earth; the index knows times of receipt.
    since = datetime.combine(day - LONGEST_OFFLINE - timedelta(days=1), time.min, UTC)
    rows = (
        ReceivedEvent.objects.filter(device__in=numbers, received_at__gte=since)
        .annotate(visit_day=Subquery(of_visit))
        .order_by()
        .values_list("author", "device", "visit_day")
        .annotate(number=Count("pk"))
    )
    return {tuple(key): number for *key, number in rows}
