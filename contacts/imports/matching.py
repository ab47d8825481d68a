"""Whether a row is someone already known, someone new, or a question for a person."""

from typing import Literal

from django.utils.translation import gettext as _

from contacts.imports.known import Known
from contacts.imports.outcomes import RowRefused
from contacts.imports.people import Person
from contacts.imports.rows import Lead
from contacts.keys import keyed_hash
from contacts.models import Contact, LeadImportRow
from contacts.parsing import names_alike, squeeze

Outcome = LeadImportRow.Outcome
Verdict = Literal["known", "new", "ask", "asked before"]


Match = tuple[Verdict, Person | None]
NEW: Match = ("new", None)


def row_key(lead: Lead) -> str:
    """Return the key by which a question about this row is remembered."""
    name = f"{squeeze(lead.given)}|{squeeze(lead.family)}"
    return keyed_hash("row", f"{name}|{lead.address_key}|{lead.phone_key}")


def match(lead: Lead, known: Known) -> Match:
    """Say who a lead is. Raises RowRefused where the person must not be contacted.

    The same name behind the same door is the same person, and so is a name surely alike on the
    same phone. Another name on the same phone is asked about, once.
    """
    check_not_barred(lead, known)
    person = known.people.get(lead.identity_key)
    sharing = known.by_phone.get(lead.phone_key)
    if person is None and sharing:
        person = _alike(lead, sharing)
    if person is not None:
        return _unless_stopped(("known", person))
    return _remembered(lead, known, sharing) if sharing else NEW


def _alike(lead: Lead, sharing: list[Person]) -> Person | None:
    name = (lead.given, lead.family)
    return next((p for p in sharing if names_alike(name, (p.given, p.family))), None)


def _remembered(lead: Lead, known: Known, sharing: list[Person]) -> Match:
    """Return what was asked or decided about such a row before, or else a question."""
    earlier = (
        LeadImportRow.objects.filter(key=row_key(lead), match__isnull=False)
        .exclude(outcome=Outcome.REFUSED)
        .order_by("pk")
        .last()
    )
    if earlier is None or earlier.match_id is None:
        return ("ask", sharing[0])
    if earlier.outcome == Outcome.ASKED:
        return ("asked before", known.person(earlier.match_id))
    person = known.person(earlier.match_id)
    return _unless_stopped(("known", person)) if person else ("ask", sharing[0])


def _unless_stopped(found: Match) -> Match:
    if found[1] is not None:
        check_not_stopped(found[1])
    return found


def check_not_stopped(person: Person) -> None:
    """Raise RowRefused where the person has died or asked not to be contacted."""
    if person.stopped == Contact.StopReason.DECEASED:
        raise RowRefused([("", "", _("This person has died."))], keep=False)
    if person.stopped:
        raise _barred()


def check_not_barred(lead: Lead, known: Known) -> None:
    """Raise RowRefused where the phone, or the name with the address, is not to be contacted."""
    if known.barred and not known.barred.isdisjoint((lead.identity_key, lead.phone_key)):
        raise _barred()


def _barred() -> RowRefused:
    reason = _("This person or phone is on the do-not-contact list.")
    return RowRefused([("", "", reason)], keep=False)
