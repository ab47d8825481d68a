"""The lists of the inbox: what needs a reply first, and what else there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.messaging.models import Conversation, IncomingText, NumberEvent, Reader, Text

Status = Conversation.Status

LISTS: dict[str, str | Promise] = {
    "needs": _("Needs reply"),
    "waiting": _("Waiting"),
    "mine": _("Mine"),
    "later": _("Later (quiet hours)"),
    "out": _("Opted out"),
    "handled": _("Handled"),
}
EMPTY: dict[str, str | Promise] = {
    "needs": _("All caught up."),
    "waiting": _("Nobody is asked anything at the moment."),
    "mine": _("Nothing is yours to answer."),
    "later": _("Nothing waits for the morning."),
    "out": _("Nobody opted out."),
    "handled": _("Nothing was handled yet."),
}


@dataclass(frozen=True)
class ListLink:
    """A list of the inbox with how many it holds."""

    name: str
    label: str | Promise
    count: int
    chosen: bool


def conversations(user: Any, name: str) -> QuerySet[Conversation]:
    """Return one list of the inbox, the most urgent first, marked where unread by this user."""
    seen = Reader.objects.filter(conversation=OuterRef("pk"), user=user)
    newest = IncomingText.objects.filter(conversation=OuterRef("pk")).order_by("-received_at")
    found: QuerySet[Conversation] = (
        _in_list(Conversation.objects.visible_to(user), user, name)
        .annotate(
            seen_at=Subquery(seen.values("read_at")[:1]),
            newest_at=Subquery(newest.values("received_at")[:1]),
        )
        .annotate(is_read=Q(seen_at__gte=F("newest_at")), asked_to_stop_at=_asked_to_stop())
        .select_related("assigned_to")
        .order_by(
            "-is_urgent",
            F("asked_to_stop_at").asc(nulls_last=True),
            F("last_in_at").asc(nulls_last=True),
            "pk",
        )
    )
    return found


def _asked_to_stop() -> Any:
    """When someone asked in own words to stop, as long as nobody has decided about it."""
    kinds = [NumberEvent.Kind.HELD, NumberEvent.Kind.RELEASED]
    events = NumberEvent.objects.filter(key=OuterRef("key"), kind__in=kinds).order_by("-at", "-pk")
    is_held = Case(When(kind=kinds[0], then=F("at")), output_field=DateTimeField())
    return Subquery(events.annotate(held_at=is_held).values("held_at")[:1])


def links(user: Any, chosen: str) -> list[ListLink]:
    """Return the lists with their counts."""
    mine = Conversation.objects.visible_to(user)
    return [
        ListLink(name, label, _in_list(mine, user, name).count(), name == chosen)
        for name, label in LISTS.items()
    ]


def _in_list(found: Any, user: Any, name: str) -> Any:
    match name:
        case "waiting":
            return found.filter(status=Status.WAITING)
        case "mine":
            return found.filter(assigned_to=user).exclude(status=Status.HANDLED)
        case "later":
            queued = Text.objects.filter(key=OuterRef("key"), status=Text.Status.QUEUED)
            return found.filter(Exists(queued))
        case "out":
            kinds = [NumberEvent.Kind.OPTED_OUT, NumberEvent.Kind.OPTED_IN]
            events = NumberEvent.objects.filter(key=OuterRef("key"), kind__in=kinds)
            newest = events.order_by("-at", "-pk").values("kind")[:1]
            return found.annotate(chose=Subquery(newest)).filter(chose=kinds[0])
        case "handled":
            return found.filter(status=Status.HANDLED)
        case _:
            return found.filter(status=Status.NEEDS_REPLY)
