"""Planting decoys, and raising an alert when anyone looks at one."""

from collections.abc import Iterable
from typing import Any

from auditlog.context import auditlog_value
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.looks import CLOSE
from contacts.models import Contact, Decoy, DecoyAlert
from contacts.telling import tell_those_who_may


def watch(contact_ids: Iterable[int], deed: str, **_kwargs: Any) -> None:
    """Raise an alert for each decoy among these people; a receiver of `person_looked_at`.

    Being on a page of the list is no look: everyone is. It runs before the page is answered, so
    that no page of a decoy is shown whose alert could not be kept.
    """
    if deed not in CLOSE:
        return
    by = _who_asks()
    for decoy in Decoy.objects.filter(contact__in=list(contact_ids)):
        if by is None or decoy.planted_by_id != by.pk:
            DecoyAlert.objects.create(decoy=decoy, deed=deed, by=by)
            words = _("Someone looked at a planted record. Sign in and open Decoys.")
            tell_those_who_may("contacts.plant_decoy", _("Doorstep: look at an alert"), words)


def _who_asks() -> Any:
    """Return the user of the request, as the audit knows it; None for a command."""
    return auditlog_value.get({}).get("actor")


def plant(contact: Contact, by: Any) -> Decoy:
    """Make a contact that was just written a decoy."""
    return Decoy.objects.create(contact=contact, planted_by=by)


def open_alerts() -> Any:
    """Return the alerts that nobody has looked into."""
    return DecoyAlert.objects.filter(looked_into_at=None).select_related(
        "decoy__contact__office", "by"
    )


def look_into(alert: DecoyAlert, by: Any) -> None:
    """Close an alert. Doing it again changes nothing."""
    DecoyAlert.objects.filter(pk=alert.pk, looked_into_at=None).update(
        looked_into_at=timezone.now(), looked_into_by=by
    )
