"""Bringing people into a campaign and taking them out while nothing has happened yet."""

from collections.abc import Iterable
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import ngettext

from contacts.models import Contact, LeadImport
from contacts.querysets import ContactQuerySet
from outreach.campaigns.models import Campaign, CampaignQuerySet, Enrollment

# Bounds the parameters of one query and the memory of one batch.
BATCH = 2000


def enroll(campaign: Campaign, contacts: ContactQuerySet, by: Any) -> int:
    """Enroll those of the contacts who may be, and return how many are new.

    Left out: who must not be contacted, whose office does not take part, who is enrolled already.
    Doing it again changes nothing.
    """
    wanted = who_can_be_enrolled(campaign, contacts).values_list("pk", flat=True)
    before = campaign.enrollments.count()
    with transaction.atomic():
        for ids in batched(list(wanted), BATCH, strict=False):
            Enrollment.objects.bulk_create(
                (Enrollment(campaign=campaign, contact_id=pk, enrolled_by=by) for pk in ids),
                ignore_conflicts=True,
            )
    return campaign.enrollments.count() - before


def who_can_be_enrolled(campaign: Campaign, contacts: ContactQuerySet) -> ContactQuerySet:
    """Return those of the contacts whom `enroll` would bring in."""
    enrolled = campaign.enrollments.values("contact")
    offices = campaign.offices.values("pk")
    return contacts.may_be_visited().filter(office__in=offices).exclude(pk__in=enrolled)


def unenroll(enrollments: Iterable[Enrollment]) -> tuple[int, int]:
    """Take people out of their campaign; return how many, and how many stay.

    An enrollment that a visit or a plan refers to stays: the database protects what happened.
    """
    results = [_delete(enrollment) for enrollment in enrollments]
    return sum(results), len(results) - sum(results)


def _delete(enrollment: Enrollment) -> bool:
    try:
        with transaction.atomic():
            enrollment.delete()
    except ProtectedError:
        return False
    return True


def offer_campaigns(user: Any, **_kwargs: Any) -> list[tuple[str, str]]:
    """Tell the import page which campaigns the user may fill, as pairs of address and name."""
    return [(campaign.slug, campaign.name) for campaign in _to_fill(user)]


def answer_campaign(slug: str, user: Any, **_kwargs: Any) -> str | None:
    """Tell an import the name of the campaign that it may fill; a command may fill any."""
    campaign = _to_fill(user).filter(slug=slug).first()
    return campaign.name if campaign else None


def _to_fill(user: Any) -> CampaignQuerySet:
    campaigns = Campaign.objects.exclude(status=Campaign.Status.CLOSED)
    if user is None:
        return campaigns
    if not user.has_perm("campaigns.enroll_contact"):
        return campaigns.none()
    return campaigns.visible_to(user)


def enroll_imported(campaign: str, contact_ids: Iterable[int], user: Any, **_kwargs: Any) -> None:
    """Enroll everyone whom an imported list names, if it names a campaign too."""
    found = Campaign.objects.filter(slug=campaign).first() if campaign else None
    if found is None:
        return
    for ids in batched(contact_ids, BATCH, strict=False):
        enroll(found, Contact.objects.filter(pk__in=ids), user)


def unenroll_imported(lead_import: LeadImport, contact_ids: Iterable[int], **_kwargs: Any) -> None:
    """Take out those whom the import brought in, before an undo removes them.

    Raises ProtectedError, which refuses the undo, where a visit or a plan refers to one of them.
    """
    for ids in batched(contact_ids, BATCH, strict=False):
        Enrollment.objects.filter(campaign__slug=lead_import.campaign, contact__in=ids).delete()


def say_what_closes(contact: Contact, **_kwargs: Any) -> str:
    """Tell who is about to stop a contact how many campaigns that ends."""
    count = contact.enrollments.filter(closed_at__isnull=True).count()
    if not count:
        return ""
    return ngettext("%(n)d campaign", "%(n)d campaigns", count) % {"n": count}


def close_stopped(contact: Contact, **_kwargs: Any) -> None:
    """Close every open enrollment of a contact who must not be contacted any more."""
    contact.enrollments.filter(closed_at__isnull=True).update(
        closure=Enrollment.Closure.STOPPED, closed_at=timezone.now()
    )
