"""Records one by one, by django-import-export: contacts, visits and referrals of a campaign.

For those who work with these people already: only records of their own offices (`visible_to`), by
code. No name, number, address or note is in a file; who needs one opens the contact by its code,
where the look is masked and audited. Whoever adds a field to a resource adds it to every format.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from import_export import fields, resources, widgets

from contacts.models import Office
from outreach.campaigns.models import Campaign, Enrollment
from outreach.referrals.models import Referral
from outreach.statistics.files import fit_for_sheets
from outreach.visits.models import Visit, VisitReport


class Plain(widgets.Widget):  # the package has no types
    """A cell as it is: a number or a day stays one, a list becomes words, a text runs nowhere."""

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return what stands in the cell."""
        return fit_for_sheets(" ".join(value) if isinstance(value, list) else value)


class DayThere(fields.Field):  # the package has no types
    """The day of a moment in the office of its record; `office` is the way there."""

    def __init__(self, attribute: str, office: str) -> None:
        super().__init__(attribute)
        self._office = attrgetter(office)

    def export(self, instance: Any, **_kwargs: Any) -> date | None:
        """Return the day, or nothing where there is no moment."""
        moment: datetime | None = self.get_value(instance)
        return moment.astimezone(self._office(instance).zone).date() if moment else None


def cell(attribute: str) -> fields.Field:
    """Declare a column that is filled from an attribute, as it is."""
    return fields.Field(attribute, widget=Plain())


class Records(resources.ModelResource):  # the package has no types
    """What the resources below have in common: whose records, of when, and in which order."""

    # Ways from a record to its campaign, its office and the day or moment that dates it.
    campaign: ClassVar[str]
    office: ClassVar[str]
    dated: ClassVar[str]
    related: ClassVar[tuple[str, ...]]
    # The way to a random code: the order of a file must say nothing.
    code_path: ClassVar[str] = "code"
    # Written into each file; whoever adds, drops or redefines a column raises it.
    VERSION: ClassVar[int] = 1

    def asked(self, user: Any, campaign: Campaign, since: date, until: date) -> QuerySet[Any]:
        """Return the user's records of the campaign from `since` to `until`, both included."""
        seen = self._meta.model.objects.visible_to(user)
        found: QuerySet[Any] = seen.filter(self._during(since, until), **{self.campaign: campaign})
        return found.select_related(*self.related).order_by(self.code_path)

    def _during(self, since: date, until: date) -> Q:
        """A moment falls on a day by the clock of its office."""
        during = Q(pk__in=[])
        for office in Office.objects.all():
            start, end = (
                datetime.combine(day, time.min, office.zone)
                for day in (since, until + timedelta(days=1))
            )
            there = {f"{self.dated}__gte": start, f"{self.dated}__lt": end}
            during |= Q(**{self.office: office}, **there)
        return during

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterator[Any]:
        """Read on in one pass; the stock way asks anew, and sorts anew, for each chunk."""
        yield from queryset.iterator(chunk_size=self.get_chunk_size())


class ContactRecords(Records):
    """Each contact of a campaign: since when it is in it, and how that ended."""

    contact = cell("contact__code")
    office_code = fields.Field("contact__office__code", column_name="office", widget=Plain())
    reference = cell("contact__reference")
    language = cell("contact__language")
    priority = cell("contact__priority")
    stopped = cell("contact__stopped")
    enrolled_on = DayThere("enrolled_at", "contact.office")
    closure = cell("closure")
    closed_on = DayThere("closed_at", "contact.office")

    campaign, office, dated = "campaign", "contact__office", "enrolled_at"
    code_path = "contact__code"
    related = ("contact__office",)

    class Meta:
        model = Enrollment
        fields = export_order = (
            "contact", "office_code", "reference", "language", "priority", "stopped",
            "enrolled_on", "closure", "closed_on",
        )  # fmt: skip


class VisitRecords(Records):
    """Each visit, open ones too, with what the report that counts says of it in codes."""

    visit = cell("code")
    contact = cell("contact__code")
    office_code = fields.Field("team__office__code", column_name="office", widget=Plain())
    team = cell("team__name")
    day = cell("day")
    status = cell("status")
    disposition = fields.Field()
    response = fields.Field()
    decline_reasons = fields.Field()
    barriers = fields.Field()
    referral_wanted = fields.Field()

    campaign, office, dated = "team__campaign", "team__office", "day"
    related = ("contact", "team__office")

    class Meta:
        model = Visit
        fields = export_order = (
            "visit", "contact", "office_code", "team", "day", "status", "disposition",
            "response", "decline_reasons", "barriers", "referral_wanted",
        )  # fmt: skip

    def asked(self, user: Any, campaign: Campaign, since: date, until: date) -> QuerySet[Any]:
        """Return the visits with the report of each that counts, if it has one."""
        known = VisitReport.objects.current().defer("note", "latitude", "longitude")
        counting = Prefetch("reports", known, to_attr="current_reports")
        return super().asked(user, campaign, since, until).prefetch_related(counting)

    def _during(self, since: date, until: date) -> Q:
        """A visit has a day already."""
        return Q(day__range=(since, until))

    def export_field(self, field: fields.Field, instance: Visit, **kwargs: Any) -> Any:
        """Fill a column that has no attribute of the visit from its report."""
        if field.attribute:
            return super().export_field(field, instance, **kwargs)
        report = next(iter(instance.current_reports), None)
        told = getattr(report, self.get_field_name(field), "")
        return Plain().render(int(told) if isinstance(told, bool) else told)


class ReferralRecords(Records):
    """Each referral: to whom, how far it is, and how it ended by whose word."""

    referral = cell("code")
    contact = cell("contact__code")
    office_code = fields.Field("contact__office__code", column_name="office", widget=Plain())
    resource = cell("resource__name")
    status = cell("status")
    sub_status = cell("sub_status")
    closure = cell("closure")
    verified_by = cell("verified_by")
    made_on = DayThere("made_at", "contact.office")
    due_on = DayThere("due_at", "contact.office")
    closed_on = DayThere("closed_at", "contact.office")

    campaign, office, dated = "enrollment__campaign", "contact__office", "made_at"
    related = ("contact__office", "resource")

    class Meta:
        model = Referral
        fields = export_order = (
            "referral", "contact", "office_code", "resource", "status", "sub_status",
            "closure", "verified_by", "made_on", "due_on", "closed_on",
        )  # fmt: skip


RECORDS: dict[str, type[Records]] = {
    "contacts": ContactRecords,
    "visits": VisitRecords,
    "referrals": ReferralRecords,
}
