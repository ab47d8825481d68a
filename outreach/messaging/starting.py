"""After what a sequence may start: the apps above this one say which events they have."""

from collections.abc import Iterable

from django.utils.functional import Promise

type Choice = tuple[str, str | Promise]

_GROUPS: dict[str, tuple[str | Promise, list[Choice]]] = {}


def offer_starts(key: str, label: str | Promise, choices: Iterable[Choice]) -> None:
    """Let sequences start after these events, by their codes. Saying it again changes nothing."""
    _GROUPS[key] = (label, list(choices))


def starts() -> list[tuple[str | Promise, list[Choice]]]:
    """Return the events by group, as a form's choices."""
    return list(_GROUPS.values())


def start_words(code: str) -> str:
    """Return what an event is called; its code where nobody offers it any more."""
    words = dict(choice for _label, choices in _GROUPS.values() for choice in choices)
    return str(words.get(code, code))
