"""Cells as values, each with the flag that it earns where it is not certain."""

from collections.abc import Sequence
from datetime import time
from functools import lru_cache

from contacts.imports.phones import parse_phone
from contacts.imports.places import Area, Place, parse_postal_code, parse_state, read_place
from contacts.models import Language, Priority, ReviewFlag
from contacts.note_faults import WHY
from contacts.note_words import faults_of
from contacts.parsing import clean_name, defuse, is_defused, parse_time, split_name

Flag = ReviewFlag.Problem
Flags = dict[str, str]
Times = tuple[time, time]

VALUE_SHOWN = 200
LANGUAGES = {
    Language.EN.value: "en eng english en-us inglés ingles",
    Language.ES.value: "es spa esp spanish es-us es-mx español espanol",
}
# Numbers and "high" are not among them: lists disagree on which end of them is the urgent one.
PRIORITIES = {
    Priority.ROUTINE.value: "routine normal rutina",
    Priority.ELEVATED.value: "elevated elevada",
    Priority.URGENT.value: "urgent urgente",
}
_LANGUAGE_OF = {word: code for code, words in LANGUAGES.items() for word in words.split()}
_PRIORITY_OF = {word: code for code, words in PRIORITIES.items() for word in words.split()}


def flag(flags: Flags, problem: str, value: str = "") -> None:
    """Note a problem with the text as it came, harmless and no longer than a flag holds."""
    flags[problem] = defuse(value)[:VALUE_SHOWN]


def flag_formulas(texts: Sequence[str], flags: Flags) -> None:
    """Flag the texts that are harmless now because they were defused."""
    risky = [text for text in texts if is_defused(text)]
    if risky:
        flag(flags, Flag.NOTE_DEFUSED, " ".join(risky))


def flag_notes(notes: Sequence[str], flags: Flags) -> None:
    """Flag notes that tell of a case, a statement or a substance; the flag repeats none of it."""
    kinds = dict.fromkeys(fault.kind for note in notes if note for fault in faults_of(note))
    if kinds:
        flag(flags, Flag.NOTE_TELLS, ", ".join(str(WHY[kind]) for kind in kinds))


def read_name(full: str, given: str, family: str) -> tuple[str, str]:
    """Return first and last name, in their usual case, from their cells or from the full name."""
    if full and not (given or family):
        given, family = split_name(full)
    return clean_name(given), clean_name(family)


def read_town(
    state_cell: str, postal_cell: str, city: str, flags: Flags
) -> tuple[str, str, str, Area | None]:
    """Return state, postal code, city and postal area; the area supplies what is blank."""
    state = parse_state(state_cell) if state_cell else ""
    postal = parse_postal_code(postal_cell, state or "")
    if postal.doubtful or (state is None and postal.area is None):
        flag(flags, Flag.POSTAL_CODE_DOUBTFUL, f"{state_cell} {postal_cell}".strip())
    if postal.area is None:
        return state or "", postal.code, usual_case(city), None
    return (
        state or postal.area.state,
        postal.code,
        usual_case(city) or postal.area.city,
        postal.area,
    )


def read_coordinates(north: str, east: str, area: Area | None, flags: Flags) -> Place | None:
    """Return the place of a row; a missing one and one far from the postal code are flagged."""
    place, doubtful = read_place(north, east, area) if north or east else (None, False)
    if place is None:
        flag(flags, Flag.NO_PLACE, f"{north} {east}".strip())
    elif doubtful:
        flag(flags, Flag.PLACE_DOUBTFUL, f"{north} {east}")
    return place


def read_phone(cell: str, flags: Flags) -> tuple[str, str]:
    """Return E.164 and extension, or two blanks."""
    if not cell:
        return "", ""
    parsed = parse_phone(cell)
    if parsed is None:
        flag(flags, Flag.PHONE_UNUSABLE, cell)
        return "", ""
    return parsed


def read_times(begin: str, end: str, flags: Flags) -> Times | None:
    """Return the window of a row if it is whole and its end comes after its beginning."""
    if not begin and not end:
        return None
    first, last = parse_time(begin), parse_time(end)
    if first is None or last is None or first >= last:
        flag(flags, Flag.TIMES_UNUSABLE, f"{begin} – {end}")
        return None
    return first, last


def read_language(cell: str, flags: Flags) -> str:
    """Return the language's code, or '' where the row names none that is known."""
    code = _LANGUAGE_OF.get(cell) or _LANGUAGE_OF.get(cell.lower(), "")
    if cell and not code:
        flag(flags, Flag.LANGUAGE_UNKNOWN, cell)
    return code


def read_priority(cell: str, flags: Flags) -> int:
    """Return the priority, or 0 where the row names none that is known."""
    priority = _PRIORITY_OF.get(cell) or _PRIORITY_OF.get(cell.lower(), 0)
    if cell and not priority:
        flag(flags, Flag.PRIORITY_UNKNOWN, cell)
    return priority


@lru_cache(maxsize=4096)
def usual_case(text: str) -> str:
    """Return a street or town in its usual case where it came in capitals or small letters only.

    Directions stay in capitals (NW) and ordinals in small letters (5th).
    """
    if not (text.isupper() or text.islower()):
        return text
    return " ".join(_usual_word(word) for word in text.split(" "))


def _usual_word(word: str) -> str:
    if word[:1].isdigit():
        return word.lower() if word[-1:].isalpha() and len(word) > 2 else word.upper()
    return word.upper() if word.upper() in {"NE", "NW", "SE", "SW", "PO"} else word.capitalize()
