"""The person's phone, where no carrier is set: to see what they get, and to answer for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.looks import log_list_look, log_look
from contacts.models import Contact, Phone
from outreach.messaging.callbacks import MEANS
from outreach.messaging.gateway import gateway
from outreach.messaging.incoming import take_in
from outreach.messaging.models import Conversation, FollowUp, IncomingText, SimulatedText
from outreach.messaging.simulator import BY_HAND, Simulator
from outreach.messaging.simulator import end as end_text
from outreach.messaging.upkeep import send_everything_due

ROWS = 60
FATES = {
    "delivered": gettext_lazy("Deliver"),
    "30003": gettext_lazy("Phone is off"),
    "30006": gettext_lazy("Landline"),
    "30007": gettext_lazy("Taken for spam"),
}


def simulated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let a view exist only while no real carrier is set."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(gateway(), Simulator):
            raise Http404
        return view(request, *args, **kwargs)

    return require("messaging.view_conversation")(guarded)


@require_safe
@simulated
def phones(request: HttpRequest) -> HttpResponse:
    """List the people whose phones can be looked at: those who were sent or are owed something."""
    keys = SimulatedText.objects.values("key")
    owed = FollowUp.objects.filter(status=FollowUp.Status.OWED).values("enrollment__contact")
    people = Contact.objects.visible_to(request.user)
    found = people.filter(phones__key__in=keys) | people.filter(pk__in=owed)
    shown = list(found.distinct().order_by("-pk")[:ROWS])
    log_list_look(shown, "simulator")
    return render(request, "messaging/phones.html", {"people": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@simulated
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Show a person's phone; with POST, answer for them."""
    person = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    one = _texted_phone(person)
    if one is None:
        raise Http404
    words = request.POST.get("words", "").strip()[:1600]
    if request.method == "POST" and words:
        take_in(f"SIM{uuid4().hex}", str(one.number), words, timezone.now())
        return redirect("messaging:phone", code)
    log_look(person)
    context = {"person": person, "phone": one, "said": _said(one), "fates": FATES}
    return render(request, "messaging/phone.html", context)


def _texted_phone(person: Contact) -> Phone | None:
    """Return the phone that was texted last or is owed a text, of those that the person has."""
    phones = person.phones.order_by("pk")
    taken = SimulatedText.objects.filter(key__in=phones.values("key")).order_by("-taken_at").first()
    owed = FollowUp.objects.filter(phone__in=phones, status=FollowUp.Status.OWED).first()
    if taken:
        return phones.get(key=taken.key)
    return owed.phone if owed else phones.first()


@require_POST
@simulated
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Decide by hand what becomes of a text that the simulated carrier has."""
    person = get_object_or_404(Contact.objects.visible_to(request.user), code=code)
    keys = person.phones.values("key")
    taken = SimulatedText.objects.filter(key__in=keys, provider_id=request.POST.get("text", ""))
    fate = request.POST.get("fate", "")
    if fate not in BY_HAND:
        return HttpResponseBadRequest(_("There is no such end of a text."))
    end_text(get_object_or_404(taken), BY_HAND[fate], timezone.now())
    return redirect("messaging:phone", code)


def _said(one: Phone) -> list[dict[str, Any]]:
    came = SimulatedText.objects.filter(key=one.key)
    lines: list[dict[str, Any]] = [
        {
            "at": text.taken_at,
            "words": text.words,
            "ours": True,
            "taken": text,
            "fate": MEANS[text.status].label,
        }
        for text in came
    ]
    conversation = Conversation.objects.filter(key=one.key)
    answers = IncomingText.objects.filter(conversation__in=conversation)
    lines += [{"at": text.received_at, "words": text.words, "ours": False} for text in answers]
    return sorted(lines, key=lambda line: line["at"])


@require_POST
@simulated
def deliver(request: HttpRequest) -> HttpResponse:
    """Make, send and deliver what is due at once, instead of when the worker comes to it."""
    done = send_everything_due()
    messages.success(request, _("%(n)d sent.") % {"n": done["sent"]})
    return redirect("messaging:phones")
