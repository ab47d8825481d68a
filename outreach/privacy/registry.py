"""Every table that holds something about a person: the one list that erasing and telling go by.

Whoever adds a table that refers to a person adds a line here; until then Doorstep's own checks
fail, in tests and at every start. Leaves come before what they refer to: that is the order in
which rows are removed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, F, Model, Q, QuerySet, When
from django.db.models.functions import TruncHour

from contacts.encryption import EncryptedPhoneNumberField
from contacts.models import Phone
from outreach.visits.models import Visit, VisitReport


@dataclass(frozen=True)
class Holding:
    """One table, the way from its rows to the person, and what becomes of them.

    `person` and `enrollment` are look-ups; a table without `enrollment` goes with the person and
    not with one campaign. `remains` are the values that take the place of whatever tells about the
    person where a row must go on being counted; None removes the row.
    """

    label: str
    person: str = ""
    enrollment: str = ""
    # Where rows know their visit by its code only.
    visit_code: str = ""
    # Where rows know a number by its keyed hash only.
    number: str = ""
    remains: Mapping[str, Any] | None = field(default=None, compare=False)
    # Which rows must go on being counted, where it is not all of them.
    counted: Mapping[str, Any] = field(default_factory=dict, compare=False)
    # Whether the row outlives the person, with `remains` in the place of what tells about them.
    outlives: bool = False

    @property
    def model(self) -> type[Model]:
        """The table's model."""
        return apps.get_model(self.label)

    def of_people(self, people: Any) -> QuerySet[Any]:
        """Return the rows about these contacts (their ids, or a queryset)."""
        if self.visit_code:
            return self._of_visits(Visit.objects.filter(contact__in=people))
        about = Q(**{f"{self.person}__in": people}) if self.person else Q()
        if self.number:
            about |= Q(**{f"{self.number}__in": _numbers_of(people)})
        return self.model._base_manager.filter(pk__in=self.model._base_manager.filter(about))

    def of_enrollments(self, enrollments: Any) -> QuerySet[Any]:
        """Return the rows that hang on these enrollments (their ids, or a queryset)."""
        if self.visit_code:
            return self._of_visits(Visit.objects.filter(enrollment__in=enrollments))
        if not self.enrollment:
            return self.model._base_manager.none()
        return self.model._base_manager.filter(**{f"{self.enrollment}__in": enrollments})

    def _of_visits(self, visits: QuerySet[Visit]) -> QuerySet[Any]:
        codes = list(visits.values_list("code", flat=True))
        return self.model._base_manager.filter(**{f"{self.visit_code}__in": codes})


def _numbers_of(people: Any) -> list[str]:
    """Return the keys of the numbers that these contacts share with nobody who stays."""
    keys = Phone.objects.filter(contact__in=people).values("key")
    shared = Phone.objects.filter(key__in=keys).exclude(contact__in=people).values("key")
    return list(keys.exclude(key__in=shared).values_list("key", flat=True).distinct())


def _hour(name: str) -> TruncHour:
    # Figures ask for the day and the part of the day, and for nothing finer.
    return TruncHour(name, tzinfo=UTC)


def _hour_received() -> Case:
    # Late stays late: rounded towards the knock, it could come to have been received in time.
    late = Q(received_at__gt=F("knocked_at") + timedelta(days=1))
    hour = _hour("received_at")
    return Case(When(late, then=hour + timedelta(hours=1)), default=hour)


HOLDINGS = (
    Holding("referrals.ProviderLink", "terms__referral__contact", "terms__referral__enrollment"),
    Holding("referrals.DisclosureTerms", "referral__contact", "referral__enrollment"),
    Holding(
        "referrals.ReferralCheck",
        "referral__contact",
        "referral__enrollment",
        remains={"by": None},
    ),
    Holding(
        "referrals.ReferralEvent",
        "referral__contact",
        "referral__enrollment",
        remains={"by": None, "appointment_at": None, "at": _hour("at")},
    ),
    Holding(
        "referrals.Referral",
        "contact",
        "enrollment",
        remains={
            "is_warm": False,
            "appointment_at": None,
            "transport": "",
            "owner": None,
            "made_by": None,
            "made_at": _hour("made_at"),
            "closed_at": _hour("closed_at"),
        },
    ),
    # 42 CFR 2.25: three years, whatever becomes of the rest.
    Holding(
        "referrals.Disclosure", "contact", remains={"contact": None, "by": None}, outlives=True
    ),
    Holding("messaging.CrisisAlert", number="text__conversation__key"),
    Holding(
        "messaging.TextEvent", "text__contact", "text__follow_up__enrollment", number="text__key"
    ),
    Holding("messaging.Text", "contact", "follow_up__enrollment", number="key"),
    Holding("messaging.SimulatedText", number="key"),
    Holding("messaging.IncomingText", number="conversation__key"),
    Holding("messaging.Reader", number="conversation__key"),
    Holding("messaging.Conversation", number="key"),
    Holding("messaging.FollowUp", "enrollment__contact", "enrollment"),
    Holding(
        "visits.SupplyGiven", "report__visit__contact", "report__visit__enrollment", remains={}
    ),
    Holding("visits.WantedReferral", "visit__contact", "visit__enrollment"),
    Holding("visits.ContactRequest", "visit__contact", "visit__enrollment"),
    Holding("visits.EventConflict", visit_code="event__visit_code"),
    Holding(
        "visits.VisitReport",
        "visit__contact",
        "visit__enrollment",
        remains={
            "note": "",
            "latitude": None,
            "longitude": None,
            "accuracy_metres": None,
            "place": VisitReport.Place.UNKNOWN,
            "come_back_at": None,
            "decline_reasons": [],
            "barriers": [],
            "family_present": False,
            "interpreter_used": False,
            "crisis_escalated": False,
            "card_left": False,
            "asks_no_contact": False,
            "referral_wanted": False,
            "knocked_at": _hour("knocked_at"),
            "received_at": _hour_received(),
        },
    ),
    Holding(
        "visits.ReceivedEvent",
        visit_code="visit_code",
        remains={
            "data": {},
            "device": None,
            "clock_ahead_seconds": None,
            "device_at": _hour("device_at"),
            "received_at": _hour("received_at"),
        },
        counted={"report__isnull": False},
    ),
    Holding("routing.PlannedVisit", "enrollment__contact", "enrollment"),
    Holding("routing.ArrangedVisit", "enrollment__contact", "enrollment"),
    Holding(
        "visits.Visit",
        "contact",
        "enrollment",
        remains={
            "position": 0,
            "expected_at": None,
            "previous_team": None,
            "moved_at": None,
            "created_at": _hour("created_at"),
            "changed_at": _hour("changed_at"),
        },
    ),
    Holding(
        "campaigns.Enrollment",
        "contact",
        "pk",
        remains={
            "enrolled_by": None,
            "enrolled_at": _hour("enrolled_at"),
            "closed_at": _hour("closed_at"),
        },
    ),
    Holding(
        "privacy.BrokenGlass", "contact", remains={"contact": None, "words": ""}, outlives=True
    ),
    Holding("contacts.ConsentWithdrawal", "consent__contact"),
    Holding("contacts.Consent", "contact"),
    Holding("contacts.NameKey", "contact"),
    Holding("contacts.Phone", "contact"),
    Holding("contacts.ReviewFlag", "contact"),
    Holding("contacts.LeadImportRow", "match"),
    Holding("contacts.Contact", "pk"),
    # The door is shared; these two go with the last who lived behind it. See `erasing`.
    Holding("contacts.StreetKey", "address__residents"),
    Holding("contacts.SafetyFlag", "address__residents"),
    Holding("contacts.Address", "residents"),
)
PEOPLE = {"contacts.Contact", "contacts.Address", "contacts.Phone", "visits.Visit"}

# Relations to a person's tables from a table that is not a holding, each with the reason.
LEFT_OUT: Mapping[str, str] = {
    "contacts.Decoy.contact": "a decoy is nobody, and is not erased with anyone",
    "contacts.DecoyAlert.decoy": "it is about who looked, not about a person",
}


def forgotten_relations() -> Iterator[str]:
    """Yield each relation to a person's tables that is neither in `HOLDINGS` nor left out."""
    holdings = {holding.label for holding in HOLDINGS}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in holdings or model._meta.proxy:
            continue
        for number in model._meta.local_fields:
            # Whoever keeps a number keeps someone's, by whatever way it leads to them.
            if isinstance(number, EncryptedPhoneNumberField):
                yield f"{model._meta.label}.{number.name}"
        for each in model._meta.get_fields(include_hidden=True):
            target = getattr(each, "remote_field", None) and each.related_model
            if not target or not getattr(each, "concrete", False):
                continue
            name = f"{model._meta.label}.{each.name}"
            if target._meta.label in PEOPLE | holdings and name not in LEFT_OUT:
                yield name
