"""What a change to a running campaign does, in words, so that it is asked about first."""

from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

PLANS_ONLY = ["visiting_from", "visiting_to", "visiting_days", "minutes_a_visit"]
PLANS_ONLY += ["hours_between_attempts"]


def consequences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Return a sentence for each changed field whose change reaches beyond the page.

    Both hold the values of the campaign's fields by name; only those in both are compared.
    """
    changed = [name for name in before if name in after and before[name] != after[name]]
    sentences = {name: _sentence(name, before[name], after[name], after) for name in changed}
    return {name: sentence for name, sentence in sentences.items() if sentence}


def _sentence(name: str, before: Any, now: Any, after: dict[str, Any]) -> str:
    match name:
        case "attempt_cap" if now < before:
            return _(
                "Those whom %(n)d or more attempts have not reached are closed, and nobody "
                "goes to them again."
            ) % {"n": now}
        case "attempt_cap":
            return _("Those who were closed because all attempts were used are open again.")
        case "ends_on" if now < before:
            return _(
                "Nothing is planned after %(day)s. Visits planned for later days stay until "
                "their plan is made again."
            ) % {"day": date_format(now)}
        case "visiting_from" | "visiting_to":
            return _(
                "The hours %(start)s to %(end)s hold for plans made from now on. "
                "Published routes stay as they are."
            ) % {
                "start": time_format(after["visiting_from"]),
                "end": time_format(after["visiting_to"]),
            }
        case "visiting_days":
            return _(
                "The new days of the week hold for plans made from now on. "
                "Published routes stay as they are."
            )
    return ""
