"""Why a text is held, was cancelled or failed, in words; and what a carrier's code says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "OPTED_OUT": _("This number asked for no more texts."),
    "LANDLINE": _("This number takes no texts."),
    "BLOCKED": _("This number blocks us."),
    "UNREACHABLE": _("This number cannot be reached."),
    "DO_NOT_CONTACT": _("This number is on the do-not-contact list."),
    "STOPPED": _("The person must not be contacted."),
    "DECEASED": _("The person has died."),
    "WITHDRAWN": _("Someone who uses this number took their consent back."),
    "NO_CONSENT": _("Nobody agreed to texts to this number."),
    "OTHER_PURPOSE": _("They agreed to texts, but not to texts for this."),
    "SAID_TO_ANOTHER": _("Someone who shares this number was sent the same text already."),
    "TELLING": _("It says something that must not stand on someone's phone."),
    "HELD": _("They asked in own words to stop; a person decides."),
    "QUIET": _("It is too late or too early where they may be."),
    "PLACE_UNKNOWN": _("Nobody knows where they are, and so what hour it is there."),
    "NO_WORDING": _("The message has no wording, or is not in use."),
    "CORRECTED": _("The visit's report was corrected, and no longer asks for it."),
    "MOVED": _("The appointment was moved; the new time is told instead."),
    "TOO_LATE": _("Its appointment is over, or too near to be told at a permitted hour."),
    "429": _("Too many at once; it goes out in a moment."),
    "no connection": _("The carrier could not be reached; it is tried again in a moment."),
    "20003": _("The carrier does not take our credentials: tell an administrator."),
    "sender gone": _("It was on its way when the machine stopped."),
    "21610": _("The carrier says that this number opted out."),
    "21211": _("The carrier does not know this number."),
    "21614": _("The carrier says that this number takes no texts."),
    "30001": _("The carrier's queue was full."),
    "30002": _("The account is suspended: tell an administrator."),
    "30003": _("The phone was off or without signal."),
    "30004": _("This number blocks us."),
    "30005": _("This number does not exist any more."),
    "30006": _("This number takes no texts."),
    "30007": _("The carrier took it for spam: tell an administrator."),
    "30008": _("The carrier does not say why."),
    "21408": _("Our account may not text that country: tell an administrator."),
    "21606": _("Our sender cannot text this number: tell an administrator."),
    "21703": _("Our Messaging Service has no sender: tell an administrator."),
    "30010": _("It costs more than the account allows: tell an administrator."),
    "30022": _("We send faster than our registration allows: tell an administrator."),
    "30023": _("We sent as much as our registration allows in a day: tell an administrator."),
    "30032": _("Our toll-free number is not verified: tell an administrator."),
    "30036": _("It could not be delivered within an hour, and was given up."),
    "30034": _("Our sender is not registered: tell an administrator."),
}


def reason_words(code: str) -> str | Promise:
    """Return the words for a reason's code; the code itself where there are none."""
    return WORDS.get(code, code)
