"""The inbox: the lists, one conversation, and what a person decides there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.access import require
from contacts.looks import CONVERSATION, log_list_look
from contacts.models import Contact, Phone
from outreach.messaging import deciding, inbox, threads
from outreach.messaging.alarming import be_on_call, who_is_on_call
from outreach.messaging.forms.writing import AlertForm, ReplyForm, refuse_telling
from outreach.messaging.gateway import gateway
from outreach.messaging.making import named
from outreach.messaging.models import Conversation, CrisisAlert, OnCall
from outreach.messaging.obstacle_words import reason_words
from outreach.messaging.segments import length
from outreach.messaging.simulator import Simulator

PERMISSION = "messaging.view_conversation"
ROWS = 50


@require_safe
@require(PERMISSION)
def conversations(request: HttpRequest) -> HttpResponse:
    """List the conversations, what needs a reply first."""
    asked = request.GET.get("list", "needs")
    chosen = asked if asked in inbox.LISTS else "needs"
    found = inbox.conversations(request.user, chosen)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    names = _names(request.user, list(page))
    log_list_look([person for people in names.values() for person in people], "inbox")
    context = {
        "links": inbox.links(request.user, chosen),
        "simulated": isinstance(gateway(), Simulator),
        "empty": inbox.EMPTY[chosen],
        "on_call": who_is_on_call(),
        "am_on_call": OnCall.objects.filter(user=request.user.pk).exists(),
        "page": page,
        "rows": [(one, names.get(one.key, [])) for one in page],
    }
    return render(request, "messaging/inbox.html", context)


@require_POST
@require(PERMISSION)
def on_call(request: HttpRequest) -> HttpResponse:
    """Be called to alerts of danger from now on, or no longer."""
    is_on_call = request.POST.get("on_call") == "yes"
    be_on_call(request.user, is_on_call)
    said = _("Alerts of danger come to you now.") if is_on_call else _("You are not on call now.")
    messages.success(request, said)
    return redirect("messaging:conversations")


def _names(user: Any, shown: list[Conversation]) -> dict[str, list[Contact]]:
    """Return the people of each number, in one query."""
    people: dict[str, list[Contact]] = {}
    mine = Contact.objects.visible_to(user)
    keys = [one.key for one in shown]
    for phone in Phone.objects.filter(key__in=keys, contact__in=mine).select_related("contact"):
        people.setdefault(phone.key, []).append(phone.contact)
    return people


def visible(request: HttpRequest, code: str) -> Conversation:
    """Return the conversation of that code, or answer 404."""
    return get_object_or_404(Conversation.objects.visible_to(request.user), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(PERMISSION)
def conversation(request: HttpRequest, code: str) -> HttpResponse:
    """Show a conversation; with POST, queue an answer."""
    user: Any = request.user
    one, now = visible(request, code), timezone.now()
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.reply(one, form.cleaned_data["words"], user, now)
        except deciding.TellingError as error:
            form.add_error("words", refuse_telling(error.findings))
        except deciding.NeverError as error:
            form.add_error("words", [str(reason_words(one.code)) for one in error.against])
        else:
            messages.success(request, _("It goes out as soon as it may."))
            return redirect("messaging:conversation", code)
    thread = threads.thread_of(one, user, now)
    log_list_look(thread.people, CONVERSATION)
    reader = threads.mark_read(one, user, now)
    if request.method != "POST":
        form = ReplyForm(initial={"words": reader.draft})
    context = {
        "thread": thread,
        "form": form,
        "alert_form": AlertForm(),
        "ready": threads.ready_replies(one, thread.people),
        "read_by": threads.read_by(one, user),
        "answered_by": threads.answered_by(one, user, now),
        **_preview(one, thread.people, form["words"].value() or "", now),
    }
    status = 422 if form.errors else 200
    return render(request, "messaging/conversation.html", context, status=status)


def _preview(one: Conversation, people: list[Contact], words: str, now: Any) -> dict[str, Any]:
    person, goes_out = people[0] if people else None, named(words)
    return {
        "length": length(goes_out),
        "begins_with": goes_out.removesuffix(words.strip()),
        "in_the_way": threads.would_stand_in_the_way(one, person, words, now),
    }


@require_POST
@require(PERMISSION)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a draft, and say how long it is and what would keep it back: a fragment."""
    one, now = visible(request, code), timezone.now()
    words = request.POST.get("words", "")[:1600]
    threads.keep_draft(one, request.user, words, now)
    people = threads.thread_of(one, request.user, now).people
    return render(request, "messaging/preview.html", _preview(one, people, words, now))


@require_safe
@require(PERMISSION)
def ready_reply(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Give the answer's field, filled with a ready-made reply in the person's language."""
    one = visible(request, code)
    people = threads.thread_of(one, request.user, timezone.now()).people
    found = threads.ready_replies(one, people, request.GET.get("language", ""))
    words = next((reply.words for reply in found if reply.slug == slug), None)
    if words is None:
        raise Http404
    context = {"form": ReplyForm(initial={"words": words}), "conversation": one}
    return render(request, "messaging/reply_field.html", context)


@require_POST
@require(PERMISSION)
def handle(request: HttpRequest, code: str) -> HttpResponse:
    """Put a conversation away."""
    if deciding.handle(visible(request, code), request.user, timezone.now()):
        messages.success(request, _("Handled."))
        return redirect("messaging:conversations")
    messages.error(request, _("Decide first about what is marked above."))
    return redirect("messaging:conversation", code)


@require_POST
@require(PERMISSION)
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Take a conversation, or give it back."""
    mine = request.POST.get("to") == "me"
    deciding.assign(visible(request, code), request.user if mine else None)
    return redirect("messaging:conversation", code)


@require_POST
@require(PERMISSION)
def decide_stop(request: HttpRequest, code: str) -> HttpResponse:
    """Decide whether words of their own meant that texts must stop."""
    stop = request.POST.get("stop") != "no"
    deciding.decide_stop(visible(request, code), stop, request.user, timezone.now())
    messages.success(request, _("Nothing is sent any more.") if stop else _("Texts may go on."))
    return redirect("messaging:conversation", code)


@require_POST
@require(PERMISSION)
def close_alert(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Close an alert of danger, with what was done."""
    one = visible(request, code)
    alert = get_object_or_404(CrisisAlert, pk=number, text__conversation=one)
    form = AlertForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what was done."))
    elif deciding.close_alert(alert, form.cleaned_data["outcome"], request.user, timezone.now()):
        messages.success(request, _("Closed."))
    else:
        messages.warning(request, _("Someone else closed it meanwhile."))
    return redirect("messaging:conversation", code)
