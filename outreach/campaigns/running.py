"""A campaign's life: what it lacks, starting, closing, and how often it may try."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Language
from outreach.campaigns.models import Campaign, Enrollment
from outreach.campaigns.signals import attempt_cap_changed, campaign_turns_to_figures

Status = Campaign.Status


@dataclass(frozen=True)
class Lack:
    """Something that a campaign needs before it can start, and the page where it is mended."""

    text: str
    page: str


def lacks(campaign: Campaign) -> list[Lack]:
    """Return what keeps the campaign from starting, in words; empty where nothing does."""
    found = []
    if campaign.ends_on < timezone.localdate():
        found.append(
            Lack(_("Its last day is over. Choose a later one."), "campaigns:edit_campaign")
        )
    if not campaign.offices.exists():
        found.append(Lack(_("It has no office."), "campaigns:edit_campaign"))
    scripts = _script_lacks(campaign)
    return [*found, *(Lack(text, "campaigns:edit_scripts") for text in scripts)]


def missing_scripts(campaign: Campaign) -> dict[str, int]:
    """Return the languages without a script that people still to visit speak, with their number."""
    return dict(
        campaign.enrollments.open()
        .exclude(contact__language__in=campaign.scripts.values("language"))
        .order_by("contact__language")
        .values_list("contact__language")
        .annotate(Count("pk"))
    )


def _script_lacks(campaign: Campaign) -> list[str]:
    if not campaign.scripts.exists():
        return [_("It has no script.")]
    return [
        ngettext(
            "It has no script in %(language)s, which %(n)d enrolled person speaks.",
            "It has no script in %(language)s, which %(n)d enrolled people speak.",
            count,
        )
        % {"language": Language(language).label, "n": count}
        for language, count in missing_scripts(campaign).items()
    ]


@transaction.atomic
def start(campaign: Campaign) -> bool:
    """Let the campaign run, for the first time or again; say whether it runs now.

    It does not start while it lacks something, nor once its people were erased.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.figures_since or lacks(campaign):
        return False
    campaign.status, campaign.closed_at = Status.RUNNING, None
    campaign.save(update_fields=["status", "closed_at"])
    return True


def close(campaign: Campaign) -> None:
    """End a campaign: nobody more is enrolled or planned. Closing again changes nothing.

    One that never started can be closed too: its people would be kept for ever otherwise.
    """
    Campaign.objects.filter(pk=campaign.pk).exclude(status=Status.CLOSED).update(
        status=Status.CLOSED, closed_at=timezone.now()
    )


def turn_to_figures(campaign: Campaign) -> None:
    """Keep the figures of a closed campaign for good, so that its people can be erased.

    Call it inside a transaction that has locked the campaign. It never opens again.
    """
    campaign.figures_since = timezone.now()
    campaign.save(update_fields=["figures_since"])
    campaign_turns_to_figures.send(sender=Campaign, campaign=campaign)


def apply_attempt_cap(campaign: Campaign, before: int) -> None:
    """Make the enrollments follow a new attempt cap. Call it inside the transaction of the change.

    A rise opens again those who were closed because all attempts were used.
    """
    if campaign.attempt_cap == before:
        return
    if campaign.attempt_cap > before:
        used = campaign.enrollments.filter(
            closure=Enrollment.Closure.ATTEMPTS_USED, contact__stopped=""
        )
        used.update(closure="", closed_at=None)
    attempt_cap_changed.send(sender=Campaign, campaign=campaign)
