"""Keeping what a coordinator wrote about a person: keys, door, phones and review flags follow."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from contacts.forms.people import ContactForm, PhonesBase
from contacts.identity import person_key, phone_key
from contacts.models import Address, Contact, DoNotContact, ReviewFlag

Flag = ReviewFlag.Problem
# What the door itself tells: looked at anew whenever the door was changed.
ABOUT_THE_DOOR = (Flag.NO_STREET, Flag.NO_PLACE, Flag.PLACE_DOUBTFUL, Flag.POSTAL_CODE_DOUBTFUL)
# What someone has looked into once one of these fields was changed.
MENDED_BY = {
    Flag.TIMES_UNUSABLE: {"available_from", "available_to"},
    Flag.PRIORITY_UNKNOWN: {"priority"},
    Flag.LANGUAGE_UNKNOWN: {"language"},
    Flag.NOTE_TELLS: {"note", "address_note"},
    Flag.NOTE_DEFUSED: {"note", "given_name", "family_name", "reference", "street", "address_note"},
}


def keep_contact(form: ContactForm, phones: PhonesBase) -> Contact | None:
    """Save the person with door and phones, or return None with the reason in the form's errors.

    Nobody is written down twice, and nobody who must not be contacted comes back this way.
    """
    numbers = phones.numbers()
    door = form.door(numbers[0] if numbers else "")
    contact = form.instance
    contact.identity_key = (
        person_key(contact.given_name, contact.family_name, door.key) if door else None
    )
    if reason := _refusal(contact, numbers):
        form.add_error(None, reason)
        return None
    try:
        with transaction.atomic():
            _keep_door(contact, door)
            contact.save()
            _keep_phones(contact, phones)
            _keep_flags(form, phones)
    except IntegrityError:
        form.add_error(None, _("Someone else saved this person just now. Look, then try again."))
        return None
    return contact


def _refusal(contact: Contact, numbers: list[str]) -> ValidationError | None:
    keys = [phone_key(number) for number in numbers]
    stop = DoNotContact.objects.filter(key__in=[*keys, contact.identity_key or ""]).first()
    if stop:
        what = _("This phone") if stop.kind == DoNotContact.Kind.PHONE else _("This person")
        return ValidationError(
            _("%(what)s must not be contacted, as was asked on %(since)s. Nothing was saved.")
            % {"what": what, "since": stop.since.date().isoformat()}
        )
    twin = Contact.objects.filter(identity_key=contact.identity_key).exclude(pk=contact.pk).first()
    if contact.identity_key and twin:
        return ValidationError(_twin_message(contact, twin))
    return None


def _twin_message(contact: Contact, twin: Contact) -> str:
    words = _("Someone of this name at this address is known already.")
    if twin.office_id != contact.office_id:
        return f"{words} " + _("Another office looks after them.")
    page = reverse("contacts:contact", args=[twin.code])
    return format_html('{} <a href="{}">{}</a>', words, page, _("Open their page"))


def _keep_door(contact: Contact, door: Address | None) -> None:
    before = contact.address
    if door is None:
        contact.address = None
    elif before is not None and before.key == door.key:
        door.pk = before.pk
        door.save()
    else:
        contact.address = _shared_door(door)
    if before is not None and before != contact.address:
        contact.save()
        _forget_empty_door(before)


def _shared_door(door: Address) -> Address:
    """Return the door that others live behind already, completed; or this one as a new door."""
    known = Address.objects.filter(key=door.key).first()
    if known is None:
        door.save()
        return door
    if door.place:
        known.latitude, known.longitude = door.place
    for name in ("city", "state", "postal_code", "note"):
        setattr(known, name, getattr(door, name) or getattr(known, name))
    known.save()
    return known


def _forget_empty_door(door: Address) -> None:
    if door.residents.exists():
        return
    try:
        with transaction.atomic():
            door.delete()
    except ProtectedError:
        return


def _keep_phones(contact: Contact, phones: PhonesBase) -> None:
    phones.instance = contact
    for phone in phones.save(commit=False):
        phone.key = phone_key(str(phone.number))
        phone.save()
    for phone in phones.deleted_objects:
        phone.delete()


def _keep_flags(form: ContactForm, phones: PhonesBase) -> None:
    contact = form.instance
    changed = set(form.changed_data)
    mended = {problem for problem, fields in MENDED_BY.items() if fields & changed}
    if phones.has_changed():
        mended.add(Flag.PHONE_UNUSABLE)
    if form.door_changed():
        mended.update(ABOUT_THE_DOOR)
    contact.review_flags.filter(problem__in=mended).delete()
    if form.door_changed():
        ReviewFlag.objects.bulk_create(
            ReviewFlag(contact=contact, problem=problem) for problem in _door_problems(form)
        )


def _door_problems(form: ContactForm) -> list[str]:
    found = {
        Flag.NO_STREET: not form.cleaned_data["street"],
        Flag.NO_PLACE: form.place is None,
        Flag.PLACE_DOUBTFUL: form.place is not None and form.place_is_doubtful,
        Flag.POSTAL_CODE_DOUBTFUL: form.postal.doubtful,
    }
    return [problem for problem, is_so in found.items() if is_so]
