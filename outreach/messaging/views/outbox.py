"""What we owe and sent: the texts that wait, those that nobody knows of, and those refused."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.access import require
from contacts.fragments import render_fragment
from contacts.looks import log_list_look, log_look
from contacts.models import Contact
from outreach.messaging import deciding
from outreach.messaging.allowing import obstacles
from outreach.messaging.models import Conversation, FollowUp, Text
from outreach.messaging.quiet_hours import DEFAULT, hours_table

PERMISSION = "messaging.view_conversation"
ROWS = 100
PARTS = {
    "unknown": [Text.Status.UNKNOWN],
    "waiting": [*Text.NOT_LEFT, Text.Status.SENDING],
    "failed": [Text.Status.FAILED, Text.Status.UNDELIVERED],
}


def visible_texts(user: Any) -> Any:
    """Return the texts to people of the user's offices, and to the numbers of their inbox."""
    people = Contact.objects.visible_to(user)
    numbers = Conversation.objects.visible_to(user)
    mine = Q(contact__in=people) | Q(contact=None, key__in=numbers.values("key"))
    return Text.objects.filter(mine).select_related(
        "contact__address", "contact__office", "conversation"
    )


@require_safe
@require(PERMISSION)
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what a person has to settle, what waits and why, and what was refused lately."""
    found = visible_texts(request.user)
    now = timezone.now()
    parts = {
        name: [
            (text, _held(text, now))
            for text in found.filter(status__in=statuses).order_by("-made_at")[:ROWS]
        ]
        for name, statuses in PARTS.items()
    }
    shown = {text.contact for texts in parts.values() for text, _why in texts if text.contact}
    log_list_look(sorted(shown, key=lambda person: person.pk), "outbox")
    return render(request, "messaging/outbox.html", parts)


@require_safe
@require(PERMISSION)
def hours(request: HttpRequest) -> HttpResponse:
    """Show in which hours a text may go out: each state's rule with its source and date."""
    context = {"rules": hours_table(), "default": DEFAULT}
    return render(request, "messaging/hours.html", context)


@require_POST
@require(PERMISSION)
def settle(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """Say what became of a text that nobody knows of."""
    text = get_object_or_404(visible_texts(request.user), pk=text_id)
    was_sent = request.POST.get("was_sent") == "yes"
    if deciding.settle_by_hand(text, was_sent, timezone.now()):
        messages.success(request, _("Written down. It is not sent again."))
    else:
        messages.info(request, _("It is known by now what became of it."))
    return redirect("messaging:outbox")


@require_safe
@require(PERMISSION)
def of_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show a person's texts, what is owed, and why anything is held: a fragment of their page."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    log_look(contact)
    now = timezone.now()
    texts = list(Text.objects.filter(contact=contact).order_by("-made_at")[:ROWS])
    keys = contact.phones.values("key")
    owed = FollowUp.objects.filter(
        enrollment__contact=contact, status=FollowUp.Status.OWED
    ).select_related("step__template", "step__sequence", "phone")
    context = {
        "conversations": Conversation.objects.visible_to(request.user).filter(key__in=keys),
        "texts": [(text, _held(text, now)) for text in texts],
        "owed": owed.order_by("due_at"),
    }
    return render_fragment(request, "messaging/of_contact.html", context)


def _held(text: Text, now: Any) -> list[Any]:
    return obstacles(text, now) if text.status == Text.Status.QUEUED else []


@require_safe
@require(PERMISSION)
def board(request: HttpRequest) -> HttpResponse:
    """Show what waits in the inbox: a fragment of the board."""
    mine = Conversation.objects.visible_to(request.user)
    needs = mine.filter(status=Conversation.Status.NEEDS_REPLY)
    context = {
        "needs": needs.count(),
        "urgent": mine.filter(is_urgent=True).count(),
        "unknown": visible_texts(request.user).filter(status=Text.Status.UNKNOWN).count(),
    }
    return render_fragment(request, "messaging/board.html", context)
