"""How many people a choice would enroll, and how many it leaves out and why."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import ngettext

from contacts.models import Language
from contacts.querysets import ContactQuerySet
from outreach.campaigns.enrolling import who_can_be_enrolled
from outreach.campaigns.models import Campaign, Enrollment


@dataclass(frozen=True)
class Match:
    """A choice of people, counted for one campaign."""

    found: int
    kept_away: int
    enrolled: int
    new: int
    without_script: dict[str, int]

    def sentences(self) -> list[str]:
        """Return what the numbers mean, in words."""
        said = [
            ngettext("%(n)d person matches.", "%(n)d people match.", self.found) % {"n": self.found}
        ]
        if self.kept_away:
            said.append(
                ngettext(
                    "%(n)d must not be contacted and is left out.",
                    "%(n)d must not be contacted and are left out.",
                    self.kept_away,
                )
                % {"n": self.kept_away}
            )
        if self.enrolled:
            said.append(
                ngettext("%(n)d is already enrolled.", "%(n)d are already enrolled.", self.enrolled)
                % {"n": self.enrolled}
            )
        return said

    def warnings(self) -> list[str]:
        """Return what to see to before agents meet these people."""
        return [
            ngettext(
                "%(n)d of them speaks %(language)s, in which there is no script yet.",
                "%(n)d of them speak %(language)s, in which there is no script yet.",
                count,
            )
            % {"n": count, "language": Language(code).label}
            for code, count in self.without_script.items()
        ]


def match(campaign: Campaign, contacts: ContactQuerySet) -> Match:
    """Count the contacts, all of whose offices take part in the campaign."""
    here = Exists(Enrollment.objects.filter(campaign=campaign, contact=OuterRef("pk")))
    counts = contacts.aggregate(
        found=Count("pk"),
        kept_away=Count("pk", filter=~Q(stopped="")),
        enrolled=Count("pk", filter=Q(here, stopped="")),
    )
    new = who_can_be_enrolled(campaign, contacts)
    speakers = dict(new.order_by("language").values_list("language").annotate(Count("pk")))
    written = set(campaign.scripts.values_list("language", flat=True))
    return Match(
        **counts,
        new=sum(speakers.values()),
        without_script={code: n for code, n in speakers.items() if code not in written},
    )
