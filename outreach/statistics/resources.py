"""The visit-level export by django-import-export: one row a visit, and nothing that names anyone.

Still personal data: an office, a month and an outcome may be enough to know someone again. It is
for those with `statistics.export_visits`, and each export is in the audit log.
"""

import hmac
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from secrets import token_bytes

from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from import_export import fields, resources

from contacts.models import Office
from outreach.campaigns.models import Campaign
from outreach.statistics.files import defused
from outreach.visits.codelists import SupplyItem
from outreach.visits.models import SupplyGiven, VisitReport

FLAGS = [
    "family_present",
    "interpreter_used",
    "crisis_escalated",
    "card_left",
    "asks_no_contact",
    "referral_wanted",
]


class VisitReportResource(resources.ModelResource):  # type: ignore[misc]
    """The reports that count, as codes, months and numbers.

    `person` and `visit` are pseudonyms made for this export alone: rows of one file can be linked
    with each other, but not with another file nor with Doorstep.
    """

    visit = fields.Field(column_name="visit")
    person = fields.Field(column_name="person")
    campaign = fields.Field(column_name="campaign", attribute="visit__team__campaign__slug")
    office = fields.Field(column_name="office", attribute="visit__team__office__code")
    team = fields.Field(column_name="team")
    month = fields.Field(column_name="month")
    decline_reasons = fields.Field(column_name="decline_reasons")
    barriers = fields.Field(column_name="barriers")
    naloxone_kits = fields.Field(column_name="naloxone_kits")
    naloxone_doses = fields.Field(column_name="naloxone_doses")
    test_strips = fields.Field(column_name="test_strips")
    other_items = fields.Field(column_name="other_items")

    class Meta:
        model = VisitReport
        chunk_size = 2_000
        fields = [
            "visit",
            "person",
            "campaign",
            "office",
            "team",
            "month",
            "disposition",
            "response",
            "decline_reasons",
            "barriers",
            *FLAGS,
            "naloxone_kits",
            "naloxone_doses",
            "test_strips",
            "other_items",
        ]
        export_order = fields

    def iter_queryset(self, queryset: QuerySet[VisitReport]) -> Iterator[VisitReport]:
        """Read on in one pass; the stock way asks anew, and sorts anew, for each chunk."""
        return queryset.iterator(chunk_size=self.get_chunk_size())

    @cached_property
    def _key(self) -> bytes:
        return token_bytes(32)

    def _pseudonym(self, kind: str, identifier: int) -> str:
        return hmac.new(self._key, f"{kind} {identifier}".encode(), sha256).hexdigest()[:16]

    def dehydrate_visit(self, report: VisitReport) -> str:
        """Return this export's own name for the visit."""
        return self._pseudonym("visit", report.visit_id)

    def dehydrate_person(self, report: VisitReport) -> str:
        """Return this export's own name for the person."""
        return self._pseudonym("person", report.visit.contact_id)

    def dehydrate_team(self, report: VisitReport) -> object:
        """Return the team's name, harmless to a spreadsheet."""
        return defused(report.visit.team.name)

    def dehydrate_month(self, report: VisitReport) -> str:
        """Return the month of the visit in its office; the day would tell more than is needed."""
        return f"{report.visit.day:%Y-%m}"

    def dehydrate_decline_reasons(self, report: VisitReport) -> str:
        """Return the codes with spaces between."""
        return " ".join(report.decline_reasons)

    def dehydrate_barriers(self, report: VisitReport) -> str:
        """Return the codes with spaces between."""
        return " ".join(report.barriers)

    def dehydrate_naloxone_kits(self, report: VisitReport) -> int:
        """Return how many kits were handed over."""
        return sum(s.quantity for s in report.supplies.all() if s.item == SupplyItem.NALOXONE)

    def dehydrate_naloxone_doses(self, report: VisitReport) -> int:
        """Return how many doses were in them."""
        return sum(s.doses for s in report.supplies.all() if s.item == SupplyItem.NALOXONE)

    def dehydrate_test_strips(self, report: VisitReport) -> int:
        """Return how many test strips were handed over."""
        return sum(s.quantity for s in report.supplies.all() if s.item == SupplyItem.TEST_STRIPS)

    def dehydrate_other_items(self, report: VisitReport) -> int:
        """Return how many resource cards and disposal pouches were handed over."""
        known = (SupplyItem.NALOXONE, SupplyItem.TEST_STRIPS)
        return sum(s.quantity for s in report.supplies.all() if s.item not in known)


def reports_of(
    campaign: Campaign, since: date, until: date, offices: Iterable[Office]
) -> QuerySet[VisitReport]:
    """Return the reports that count of the offices' visits from `since` to `until`.

    In the order of the visits' random codes: the order of a file must not tell who came first.
    """
    supplies = Prefetch("supplies", SupplyGiven.objects.only("report", "item", "quantity", "doses"))
    return (
        VisitReport.objects.current()
        .filter(visit__team__campaign=campaign, visit__team__office__in=offices)
        .filter(visit__day__range=(since, until))
        .select_related("visit__team__office", "visit__team__campaign")
        .prefetch_related(supplies)
        .defer("note", "latitude", "longitude", "accuracy_metres")
        .order_by("visit__code")
    )
