"""The agent's app without anyone's data: its page in each language, and what the phone keeps of it.

The page is the same for everybody. What the app draws comes from the templates of the ordinary
pages, rendered once around a visit that nobody made: its values are slots for the phone to fill.
"""

import hashlib
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from contacts.consent_wording import VERSION, wording
from contacts.models import Consent, Language
from outreach.visits import codelists
from outreach.visits.forms import ContactRequestForm
from outreach.visits.shell_words import words

STEPS = ("tiles", "spoke", "later", "moved", "no", "note", "more")
# All that the phone keeps of Doorstep's files; nothing is ever added to them while it runs.
MODULES = ("app", "draw", "gate", "outbox", "pages", "safety", "sheet", "vault")
FILES = (
    "doorstep/doorstep.css",
    "visits/visits.css",
    *(f"visits/{name}.js" for name in MODULES),
)
SPRITE = "doorstep/icons.svg"


def shell(language: str) -> str:
    """Return the app's page in that language."""
    if settings.DEBUG:
        return _rendered(language)
    return _kept(language)


def static_addresses() -> list[str]:
    """Return where the files lie that the phone keeps."""
    return [staticfiles_storage.url(name) for name in FILES]


def digest() -> str:
    """Return a name for this very release of the page and its files: it alters with each byte."""
    state = hashlib.sha256()
    for language, _label in settings.LANGUAGES:
        state.update(shell(language).encode())
    for name in FILES:
        state.update(_bytes_of(name))
    return state.hexdigest()[:16]


def _bytes_of(name: str) -> bytes:
    found = finders.find(name)
    return Path(str(found)).read_bytes() if found else staticfiles_storage.url(name).encode()


@cache
def _kept(language: str) -> str:
    return _rendered(language)


def _rendered(language: str) -> str:
    with translation.override(language):
        page = {
            "visit": _blank_visit(),
            "caseload": SimpleNamespace(metres_to_next=None, done=[], visits=[]),
            "sheets": [(step, _sheet(step)) for step in STEPS],
            "words": words(),
            "offices": [],
            "languages": settings.LANGUAGES,
            "ask": _asking(),
            "modules": [f"visits/{name}.js" for name in MODULES],
            "sprite": mark_safe(_bytes_of(SPRITE).decode()),  # noqa: S308 # nosec # our own file
        }
        text = render_to_string("visits/app/app.html", page | NO_TOKEN)
    # The pictures come with the page: one request less, and none missing without a network.
    return text.replace(f"{staticfiles_storage.url(SPRITE)}#", "#")


def _sheet(step: str) -> str:
    """Return one step of the log sheet, without the frame of a page."""
    page: dict[str, Any] = {
        "bare": "visits/app/bare.html",
        # As if it were the reader's: the phone adds whatever other language it is.
        "visit": _blank_visit(translation.get_language()),
        "LANGUAGE_CODE": translation.get_language(),
        "data": {},
        "given": {},
        "codes": codelists,
        "version": VERSION,
        "purposes": Consent.Purpose.choices,
        "wordings": [(code, label, wording(VERSION, code)) for code, label in Language.choices],
    }
    return render_to_string(f"visits/log/{step}.html", page | NO_TOKEN)


def _asking() -> str:
    page = {
        "bare": "visits/app/bare.html",
        "visit": _blank_visit(),
        "form": ContactRequestForm(),
    }
    return render_to_string("visits/ask_coordinator.html", page | NO_TOKEN)


def slot(name: str) -> SafeString:
    """Return the place of a value that only the phone knows."""
    return format_html('<span data-slot="{}"></span>', name)


# The page is everybody's and posts no form; without a value Django warns.
NO_TOKEN = {"csrf_token": "none"}  # nosec B105 # no token at all


def _blank_visit(language: str = "") -> SimpleNamespace:
    """Return what the templates ask of a visit, with a slot for each value."""
    contact = SimpleNamespace(
        name=slot("name"),
        given_name=slot("given"),
        language=language,
        get_language_display=slot("prefers"),
        priority=0,
        stopped="",
        available_from="",
        address=SimpleNamespace(door=slot("door")),
    )
    hazard = SimpleNamespace(get_kind_display=slot("hazard"))
    # Tries and the best hours are said by the phone: their words depend on numbers.
    return SimpleNamespace(
        contact=contact, code="CODE", hazards=[hazard], tries=0, current_reports=[]
    )
