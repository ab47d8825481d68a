"""The research file as a resource of django-import-export: its columns, and what each says.

This is the one declaration of its columns. The file itself is filled by `visit_rows`, over twelve
times as quickly as an object a row; a test compares the two row by row, so a column that is
declared here and filled otherwise there is found. Still personal data.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from secrets import token_bytes

from django.db.models import Prefetch, QuerySet
from import_export import fields, resources

from contacts.models import Contact, Office
from outreach.campaigns.models import Campaign
from outreach.statistics.counties import county
from outreach.visits.codelists import SupplyItem
from outreach.visits.models import SupplyGiven, VisitReport

FLAGS = (
    "family_present",
    "interpreter_used",
    "crisis_escalated",
    "card_left",
    "asks_no_contact",
    "referral_wanted",
)


def pseudonym(kind: bytes, identifier: int, key: bytes) -> str:
    """Return one file's own name for a record of ours; without the key it leads nowhere."""
    return blake2b(b"%b%d" % (kind, identifier), key=key, digest_size=8).hexdigest()


class VisitReportResource(resources.ModelResource):
    """The reports that count, as codes, months and numbers.

    `person` and `visit` are pseudonyms made for this export alone: rows of one file can be linked
    with each other, but not with another file nor with Doorstep.
    """

    visit = fields.Field(column_name="visit")
    person = fields.Field(column_name="person")
    office = fields.Field(column_name="office", attribute="visit__team__office__code")
    county = fields.Field(column_name="county")
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
            "office",
            "county",
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

    def __init__(self, key: bytes | None = None) -> None:
        super().__init__()
        self._key = key or token_bytes(32)

    def dehydrate_visit(self, report: VisitReport) -> str:
        """Return this export's own name for the visit."""
        return pseudonym(b"v", report.visit_id, self._key)

    def dehydrate_person(self, report: VisitReport) -> str:
        """Return this export's own name for the person."""
        return pseudonym(b"p", report.visit.contact_id, self._key)

    def dehydrate_county(self, report: VisitReport) -> str:
        """Return the county of the door, or the state where it is not known."""
        address = report.visit.contact.address
        return county(address.postal_code, address.state) if address else ""

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


COLUMNS: tuple[str, ...] = tuple(VisitReportResource(b"-").get_export_headers())


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
        # What is left of someone who was erased counts in figures, and is no row of its own.
        .exclude(visit__contact__stopped=Contact.StopReason.ERASED)
        .select_related("visit__team__office", "visit__contact__address")
        .prefetch_related(supplies)
        .defer("note", "latitude", "longitude", "accuracy_metres")
        .order_by("visit__code")
    )
