"""What a row changes about a person who is already known: it fills gaps and overwrites nothing.

Where the list says otherwise, ours stays and a flag tells what the list said, unless the import
was told that the list wins for that field. A doubtful cell of the row is no information.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from contacts.imports.people import Change, Door, Person
from contacts.imports.rows import Lead
from contacts.imports.values import VALUE_SHOWN, Flag

# Attribute of lead and person, the code of its field, and the flag that a good value takes down.
_PLAIN = (
    ("reference", "reference", ""),
    ("language", "language", Flag.LANGUAGE_UNKNOWN),
    ("priority", "priority", Flag.PRIORITY_UNKNOWN),
    ("times", "available_from", Flag.TIMES_UNUSABLE),
    ("note", "note", ""),
)
OVERWRITABLE = frozenset(code for _attribute, code, _flag in _PLAIN) | {"street"}


@dataclass(slots=True)
class Merge:
    """What merging one row did: changes by field with before and after, and what was kept."""

    changes: dict[str, Change] = field(default_factory=dict)
    fills: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def merge(person: Person, lead: Lead, door: Door, wins: Collection[str]) -> Merge:
    """Merge a lead, whose door is `door`, into the person. Merging it again changes nothing."""
    result = Merge()
    for attribute, code, flag in _PLAIN:
        _merge_plain(result, person, lead, attribute, code, flag, wins)
    if lead.phone_key and lead.phone_key not in person.phones:
        person.add_phone(lead)
        _fill(result, person, "phone", None, lead.phone_key, Flag.PHONE_UNUSABLE)
    _merge_door(result, person, lead, door, wins)
    return result


def _merge_plain(
    result: Merge,
    person: Person,
    lead: Lead,
    attribute: str,
    code: str,
    flag: str,
    wins: Collection[str],
) -> None:
    said, known = getattr(lead, attribute), getattr(person, attribute)
    if not said or said == known:
        return
    is_gap = not known or flag in person.flags
    if not is_gap:
        result.differs.append(code)
        if code not in wins:
            _note_difference(result, person, code, said)
            return
    setattr(person, attribute, said)
    person.is_changed = True
    if is_gap:
        _fill(result, person, attribute, known, said, flag)
    else:
        result.changes[attribute] = (known, said)
    if attribute == "note" and Flag.NOTE_DEFUSED in lead.flags:
        _set_flag(result, person, Flag.NOTE_DEFUSED, lead.flags[Flag.NOTE_DEFUSED])


def _fill(
    result: Merge, person: Person, name: str, before: object, after: object, mended: str
) -> None:
    result.changes[name] = (before, after)
    result.fills.append(_CODES.get(name, name))
    if mended in person.flags:
        _set_flag(result, person, mended, None)


_CODES = {"times": "available_from", "place": "latitude"}


def _merge_door(
    result: Merge, person: Person, lead: Lead, door: Door, wins: Collection[str]
) -> None:
    if person.door is door:
        _fill_door(result, person, lead, door)
    elif person.door is None or not person.door.street:
        _move(result, person, lead, door)
        if "street" in result.changes:
            result.fills.append("street")
    elif lead.street:
        result.differs.append("street")
        if "street" in wins:
            _move(result, person, lead, door)
        else:
            _note_difference(result, person, "street", lead.door)


def _move(result: Merge, person: Person, lead: Lead, door: Door) -> None:
    """Let the person live behind the lead's door. One without a street is no better than none."""
    if not lead.street and person.door is not None:
        return
    old = (person.door.id if person.door else None, person.identity_key)
    person.door, person.identity_key, person.is_changed = door, lead.identity_key, True
    result.changes["street"] = (old, lead.identity_key)
    for problem in (Flag.NO_STREET, Flag.NO_PLACE if door.place else Flag.NO_STREET):
        if problem in person.flags:
            _set_flag(result, person, problem, None)


def _fill_door(result: Merge, person: Person, lead: Lead, door: Door) -> None:
    if lead.place and not door.place:
        door.place, door.is_changed = lead.place, True
        _fill(result, person, "place", None, lead.place, Flag.NO_PLACE)
        if Flag.PLACE_DOUBTFUL in lead.flags:
            _set_flag(result, person, Flag.PLACE_DOUBTFUL, lead.flags[Flag.PLACE_DOUBTFUL])
    if lead.address_note and not door.note:
        door.note, door.is_changed = lead.address_note, True
        _fill(result, person, "address_note", "", lead.address_note, "")
    elif lead.address_note and lead.address_note != door.note:
        result.differs.append("address_note")
        _note_difference(result, person, "address_note", lead.address_note)


def _note_difference(result: Merge, person: Person, code: str, said: object) -> None:
    """Add what the list says to the person's flag, once, as far as the flag has room."""
    if isinstance(said, tuple):
        said = " – ".join(f"{moment:%H:%M}" for moment in said)
    entry = f"{code}: {said}"
    known = person.flags.get(Flag.LIST_DIFFERS, "")
    entries = known.split("; ") if known else []
    value = "; ".join([*entries, entry])
    if entry[:VALUE_SHOWN] not in (*entries, known) and (len(value) <= VALUE_SHOWN or not known):
        _set_flag(result, person, Flag.LIST_DIFFERS, value[:VALUE_SHOWN])


def _set_flag(result: Merge, person: Person, problem: str, value: str | None) -> None:
    name = f"flag {problem}"
    before = result.changes.get(name, (person.flags.get(problem), None))[0]
    result.changes[name] = (before, value)
    person.set_flag(problem, value)
