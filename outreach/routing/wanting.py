"""Which enrollments want a visit on a day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from contacts.models import Office
from outreach.campaigns.models import Campaign, Enrollment
from outreach.routing.days import moment, today_of, visiting_hours
from outreach.routing.models import Plan, PlannedVisit
from outreach.visits.codelists import ATTEMPTS
from outreach.visits.models import Visit, VisitReport


def with_attempts(enrollments: QuerySet[Enrollment]) -> QuerySet[Any]:
    """Add `attempts`, the knocks of this campaign, and `last_attempt`, the last of any campaign.

    A phone's clock is a claim: a knock is never later than its report was received.
    """
    knocks = VisitReport.objects.current().filter(disposition__in=ATTEMPTS).order_by()
    own = knocks.filter(visit__enrollment=OuterRef("pk")).values("visit__enrollment")
    any_campaign = knocks.filter(visit__contact=OuterRef("contact")).values("visit__contact")
    last = any_campaign.annotate(last=Max(Least("knocked_at", "received_at"))).values("last")
    return enrollments.annotate(
        attempts=Coalesce(
            Subquery(own.annotate(count=Count("pk")).values("count")),
            0,
            output_field=IntegerField(),
        ),
        last_attempt=Subquery(last),
    )


def may_be_tried(
    enrollments: QuerySet[Enrollment], campaign: Campaign, office: Office, day: date
) -> QuerySet[Any]:
    """Narrow to those whom the attempt cap and the hours between attempts allow a visit that day.

    They come with their attempts.
    """
    closes = moment(visiting_hours(campaign, day, office.zone).closes)
    rested = closes - timedelta(hours=campaign.hours_between_attempts)
    return with_attempts(enrollments).filter(
        Q(last_attempt__isnull=True) | Q(last_attempt__lt=rested),
        attempts__lt=campaign.attempt_cap,
    )


def wanting_visit(campaign: Campaign, office: Office, day: date, now: datetime) -> QuerySet[Any]:
    """Return the enrollments that want a visit that day, with their attempts, urgent ones first.

    An open visit of a day that is over does not count: publishing releases it. Those with a place
    in the draft of an earlier day, from today on, are left to that day.
    """
    taken = Visit.objects.filter(
        contact=OuterRef("contact"), status=Visit.Status.OPEN, day__gte=today_of(office, now)
    )
    sooner = PlannedVisit.objects.filter(
        enrollment=OuterRef("pk"),
        route__isnull=False,
        plan__status__in=[Plan.Status.DRAFT, Plan.Status.WAITING, Plan.Status.SOLVING],
        plan__day__gte=today_of(office, now),
        plan__day__lt=day,
    )
    open_here = campaign.enrollments.open().filter(contact__office=office)
    return (
        may_be_tried(open_here, campaign, office, day)
        .filter(~Exists(taken), ~Exists(sooner))
        .select_related("contact__address")
        .order_by("-contact__priority", "pk")
    )
