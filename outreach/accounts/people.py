"""Who may sign in: inviting, changing roles and offices, switching off, handing over a link."""

from collections.abc import Iterable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from contacts.models import Office
from outreach.accounts import roles
from outreach.accounts.models import AuditEntry, User


class LastAdministratorError(Exception):
    """The change would leave nobody who can manage people."""


def role_of(user: User) -> str:
    """Return the user's one role, or '' where none of the five was given."""
    held = roles.roles_of(user)
    return next((role for role in roles.LABELS if role in held), "")


@transaction.atomic
def keep_person(person: User, role: str, offices: Iterable[Office]) -> User:
    """Save a person with exactly one role and these offices, and write down what changed.

    A new person cannot sign in before setting a password. Raises LastAdministratorError.
    """
    is_new = person.pk is None
    before = {} if is_new else _standing(User.objects.get(pk=person.pk))
    if before and before["role"] == roles.ADMINISTRATOR != role:
        _keep_an_administrator(person)
    if is_new:
        person.set_unusable_password()
    person.save()
    person.groups.set([Group.objects.get(name=role)])
    person.offices.set(offices)
    # allauth would go on accepting an address that was changed.
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
    action = AuditEntry.Action.CREATE if is_new else AuditEntry.Action.UPDATE
    _write_down(person, action, before, _standing(person))
    return person


@transaction.atomic
def switch(person: User, on: bool) -> None:
    """Let a person sign in again, or end all that the person has open, at the next request.

    Raises LastAdministratorError.
    """
    if not on and role_of(person) == roles.ADMINISTRATOR:
        _keep_an_administrator(person)
    before = _standing(person)
    person.is_active = on
    person.save(update_fields=["is_active"])
    _write_down(person, AuditEntry.Action.UPDATE, before, _standing(person))


def password_path(person: User) -> str:
    """Return the path with which the person sets a password once, within three days."""
    # What the audit says of it, and no password.
    before, after = {"password_link": ""}, {"password_link": "made"}  # nosec B105
    _write_down(person, AuditEntry.Action.UPDATE, before, after)
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])


def _keep_an_administrator(leaving: User) -> None:
    # Whoever comes second waits here, so that two cannot remove each other.
    group = Group.objects.select_for_update().get(name=roles.ADMINISTRATOR)
    others = group.user_set.filter(is_active=True).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastAdministratorError


def _standing(person: User) -> dict[str, Any]:
    offices = Office.objects.filter(staff=person).values_list("code", flat=True)
    return {
        "email": person.email,
        "role": role_of(person),
        "offices": ", ".join(offices),
        "is_active": str(person.is_active),
    }


def _write_down(person: User, action: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    changes = {
        name: [before.get(name, ""), value]
        for name, value in after.items()
        if before.get(name, "") != value
    }
    if "email" in changes:
        # Codes only: what the address was and is stays with the person's own record.
        changes["email"] = ["", "changed"]
    if changes:
        AuditEntry.objects.log_create(
            person, object_repr=person.code, action=action, changes=changes
        )
