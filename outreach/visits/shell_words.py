"""What the app's script says, translated here so that the phone needs no catalogue of its own.

`{n}` and the like are filled by the phone. What depends on a number comes as `one` and `other`.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.models import Language, SafetyFlag
from outreach.referrals.facets import Kind
from outreach.visits.codelists import Disposition

SAID: dict[str, str | Promise] = {
    "received_at": _("Received by the office {time}"),
    "all_received": _("Everything is received by the office"),
    "nothing_yet": _("Nothing to send"),
    "sending": _("Sending …"),
    "no_signal": _(
        "No signal right now. They go out by themselves when you have signal and this app is open. "
        "It is safe to close the app. Do not clear browser data."
    ),
    "going_out": _(
        "They go out by themselves when you have signal and this app is open. It is safe to close "
        "the app. Do not clear browser data."
    ),
    "must_update": _("Update the app to send: close it and open it with signal. Nothing is lost."),
    "needs_you": _("Needs you"),
    "waiting": _("Waiting"),
    "refused": _("The office cannot take this one. Send it again, or tell your coordinator."),
    "dropped": _("Dropped. Tell your coordinator what you saw there."),
    "not_refreshed": _("We could not refresh. This list is from {time}."),
    "sign_in": _("Sign in to refresh the list. What you log is sent all the same."),
    "refreshed": _("This list is from {time}."),
    "saved": _("Saved on this phone: {what}"),
    "taken_back": _("Taken back. The door is open again."),
    "asked": _("Saved. Your coordinator will see this."),
    "no_street": _("No street known"),
    "yards": _("{n} yd"),
    "miles": _("{n} mi"),
    "left": _("about {far} left"),
    "within": _("{quality}, within {n} ft"),
    "place_GOOD": _("Good"),
    "place_WEAK": _("Weak"),
    "place_OFF": _("Off"),
    "place_REFUSED": _("Not allowed; saves all the same"),
    "place_UNKNOWN": _("Not known; saves all the same"),
    "best": _("Best {from} to {to}"),
    "undone": _("Taken back"),
    "request": _("Question to the coordinator"),
    "until": _("The list stays until {time}, then it goes."),
    "receipt": _("{logged} logged, {received} received"),
    "wrong_words": _("These are not the five words. Tries left: {n}"),
    "wiped": _("The list is gone from this phone."),
    "wiped_words": _("Five wrong tries: the list is gone from this phone. Get it again."),
    "wiped_end": _("The shift is over: the list is gone from this phone."),
    "wiped_revoked": _("The office has taken the list off this phone."),
    "wiped_other": _("Someone else is signed in, so the list is gone from this phone."),
    "no_list": _("There is no list for you. Ask your coordinator."),
    "no_network": _("No signal. The list comes when there is some."),
    "storage_full": _(
        "This phone is full. Your visit is saved, but there is no room for more: delete photos or "
        "other apps' data, and send now."
    ),
    "not_saved": _("NOT saved: this phone is full. Write it down, make room, and log it again."),
    "not_written": _(
        "NOT saved: this browser could not write it. Write it down, close the app, open it again."
    ),
    "storage_low": _("This phone is nearly full. Make room before you go on."),
    "may_be_cleared": _(
        "This browser may clear what it keeps when the phone is short of room. Install the app, or "
        "send before you close it."
    ),
    "private": _(
        "This looks like a private window: what is not sent is lost when it is closed. Open "
        "Doorstep in an ordinary window."
    ),
    "cannot_keep": _("This browser keeps nothing for Doorstep, so it cannot work without signal."),
    "no_passkey": _("The screen lock did not work here. Use the five words."),
    "passkey_failed": _("The screen lock did not open it. Try again."),
    "sign_out_unsent": _("They still go out from this phone. Stay signed in, or lock instead."),
    "sign_out_plain": _("The list goes from this phone. You need signal to sign in again."),
    "signed_out": _("Signed out. The list is gone from this phone."),
    "signed_out_later": _(
        "Signed out here, and the list is gone. The office hears of it as soon as there is signal."
    ),
    "number_missing": _("Write down the number for the texts, with its area code."),
    "purpose_missing": _("Tick what the texts may be for."),
    "storage_kept": _("This browser has promised to keep what is here."),
    "no_help_yet": _("No places are kept on this phone yet. They come with signal."),
    "update_ready": _("A newer release is ready. It opens the next time you open the app."),
}


def words() -> dict[str, Any]:
    """Return all that the app says in the language in force."""
    counted = {
        "doors": [ngettext("{done} of {n} door", "{done} of {n} doors", n) for n in (1, 2)],
        "to_send": [ngettext("{n} to send", "{n} to send", n) for n in (1, 2)],
        "only_here": [
            ngettext(
                "{n} visit is only on this phone", "{n} visits are only on this phone", n
            )
            for n in (1, 2)
        ],
        "missing": [
            ngettext("{n} has not arrived yet", "{n} have not arrived yet", n) for n in (1, 2)
        ],
        "dropped": [
            ngettext("You dropped {n} report", "You dropped {n} reports", n) for n in (1, 2)
        ],
        "done": [ngettext("{n} door done", "{n} doors done", n) for n in (1, 2)],
        "more": [
            ngettext("{n} more door is not here", "{n} more doors are not here", n)
            for n in (1, 2)
        ],
        "tries": [ngettext("{n} try", "{n} tries", n) for n in (1, 2)],
        "same": [
            ngettext("No answer for this {n}", "No answer for these {n}", n) for n in (1, 2)
        ],
        "knocked": [
            ngettext("You knocked at {n} door today.", "You knocked at {n} doors today.", n)
            for n in (1, 2)
        ],
    }  # fmt: skip
    said = {key: str(text) for key, text in SAID.items()}
    return said | {
        "counted": counted,
        "disposition": {code: str(label) for code, label in Disposition.choices},
        "hazard": {code: str(label) for code, label in SafetyFlag.Kind.choices},
        "kind": {code: str(label) for code, label in Kind.choices},
        "language": {code: str(label) for code, label in Language.choices},
    }
