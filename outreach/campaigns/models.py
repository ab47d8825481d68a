"""Campaigns, what is said at the door, who goes out, and whom they want to reach."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Contact, Language, Office
from contacts.scoping import ScopedQuerySet

KEEP_DAYS = 180
LONGEST_KEEP_DAYS = 4 * 365


class CampaignQuerySet(ScopedQuerySet["Campaign"]):
    """Campaigns, narrowed by who asks."""

    seen_by = "campaigns.view_campaign"

    def in_scope_of(self, user: Any) -> Self:
        """Return the campaigns of the user's offices; every campaign to those without an office
        who see figures only (programme managers)."""
        if user.has_perm("contacts.view_contact"):
            return self.filter(offices__staff=user).distinct()
        return self.all()


class Campaign(models.Model):
    """A dated effort with a script, visiting hours and an attempt cap."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        RUNNING = "RUNNING", _("Running")
        CLOSED = "CLOSED", _("Closed")

    # Unlike the slug, it is never used again: what was erased is known by it.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    offices = models.ManyToManyField(Office, verbose_name=_("offices"), related_name="campaigns")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    goal = models.PositiveIntegerField(
        _("goal"), default=0, help_text=_("How many people the campaign wants to reach.")
    )
    visiting_from = models.TimeField(_("visits from"))
    visiting_to = models.TimeField(_("visits until"))
    visiting_days = models.CharField(
        _("days of the week"),
        max_length=7,
        default="123456",
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$")],
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    attempt_cap = models.PositiveSmallIntegerField(
        _("most attempts a person"), default=3, validators=[MinValueValidator(1)]
    )
    hours_between_attempts = models.PositiveSmallIntegerField(
        _("least hours between attempts"), default=20
    )
    minutes_a_visit = models.PositiveSmallIntegerField(
        _("minutes a visit"), default=10, validators=[MinValueValidator(1)]
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days that people's records are kept"),
        default=KEEP_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_KEEP_DAYS)],
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    figures_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when it consists of its figures only."
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "name"]
        permissions = [("enroll_contact", "Can enroll contacts in campaigns")]
        constraints = [
            models.CheckConstraint(
                name="campaign_days_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="campaign_hours_in_order", condition=Q(visiting_to__gt=F("visiting_from"))
            ),
            models.CheckConstraint(
                name="campaign_allows_an_attempt", condition=Q(attempt_cap__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_people(self) -> bool:
        """Whether people may still be enrolled."""
        return self.status != Campaign.Status.CLOSED

    @property
    def purge_on(self) -> date | None:
        """The day from which its people are erased; None while it is not closed."""
        if self.status != Campaign.Status.CLOSED:
            return None
        closed_on = timezone.localdate(self.closed_at) if self.closed_at else self.ends_on
        return closed_on + timedelta(days=self.keep_days)

    @property
    def weekdays(self) -> list[str]:
        """The short names of the days on which it visits."""
        return [str(WEEKDAYS_ABBR[int(number) - 1]) for number in self.visiting_days]


class Script(models.Model):
    """What agents say, in one language, and what they may say to anyone but the person."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="scripts")
    language = models.CharField(_("language"), max_length=5, choices=Language)
    to_the_person = models.TextField(_("to the person"))
    to_anyone_else = models.TextField(
        _("to anyone else"), help_text=_("It must not tell why the team came.")
    )

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language"], name="script_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"script {self.pk}"


class TeamQuerySet(ScopedQuerySet["Team"]):
    """Teams, narrowed by who asks."""

    seen_by = "campaigns.view_campaign"


class Team(models.Model):
    """The people who go out together for a campaign: start place, shift, languages."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="teams")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=60)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="TeamMember", related_name="teams"
    )
    start_label = models.CharField(_("start place"), max_length=120, blank=True)
    start_latitude = models.FloatField(_("latitude"), null=True, blank=True)
    start_longitude = models.FloatField(_("longitude"), null=True, blank=True)
    shift_from = models.TimeField(_("shift from"), null=True, blank=True)
    shift_to = models.TimeField(_("shift until"), null=True, blank=True)
    # Where it ends the day; empty means where it starts.
    end_label = models.CharField(_("end place"), max_length=120, blank=True)
    end_latitude = models.FloatField(_("latitude"), null=True, blank=True)
    end_longitude = models.FloatField(_("longitude"), null=True, blank=True)
    break_from = models.TimeField(_("break not before"), null=True, blank=True)
    break_to = models.TimeField(_("break over by"), null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(
        _("minutes of break"), default=0, validators=[MaxValueValidator(240)]
    )
    latest_return = models.TimeField(_("back by"), null=True, blank=True)
    most_visits = models.PositiveSmallIntegerField(
        _("most visits a day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # Codes of `Language`. None of them means that nobody has told: then it is not asked.
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    is_active = models.BooleanField(_("goes out"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "office", "name"], name="team_name_once_an_office"
            ),
            models.CheckConstraint(
                name="team_shift_is_whole_and_has_a_length",
                condition=Q(shift_from__isnull=True, shift_to__isnull=True)
                | Q(shift_from__isnull=False, shift_to__isnull=False)
                & ~Q(shift_to=F("shift_from")),
            ),
            models.CheckConstraint(
                name="team_start_is_whole_and_on_earth",
                condition=Q(start_latitude__isnull=True, start_longitude__isnull=True)
                | Q(start_latitude__range=(-90, 90), start_longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="team_end_is_whole_and_on_earth",
                condition=Q(end_latitude__isnull=True, end_longitude__isnull=True)
                | Q(end_latitude__range=(-90, 90), end_longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="team_break_is_whole_and_has_a_length",
                condition=Q(break_minutes=0, break_from__isnull=True, break_to__isnull=True)
                | Q(break_minutes__gte=1, break_from__isnull=False, break_to__isnull=False)
                & ~Q(break_to=F("break_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def passes_midnight(self) -> bool:
        """Whether the shift ends on the day after it began."""
        return bool(self.shift_from and self.shift_to and self.shift_to < self.shift_from)

    def date_of(self, at: time, day: date) -> date:
        """Return the date on which the shift that begins on `day` comes to the clock time `at`."""
        is_after_midnight = self.passes_midnight and self.shift_from and at < self.shift_from
        return day + timedelta(days=1) if is_after_midnight else day

    def hours_on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Return when the shift of `day` begins and ends by the clocks of the zone, if it has one.

        The clocks may be changed in between: subtract only after `astimezone(UTC)`.
        """
        if self.shift_from is None or self.shift_to is None:
            return None
        begins = datetime.combine(day, self.shift_from, zone)
        return begins, datetime.combine(self.date_of(self.shift_to, day), self.shift_to, zone)

    @property
    def start(self) -> tuple[float, float] | None:
        """Latitude and longitude of the start place in degrees, or None where it is not set."""
        if self.start_latitude is None or self.start_longitude is None:
            return None
        return self.start_latitude, self.start_longitude

    @property
    def end(self) -> tuple[float, float] | None:
        """Latitude and longitude of the end place in degrees, or None: where it starts."""
        if self.end_latitude is None or self.end_longitude is None:
            return None
        return self.end_latitude, self.end_longitude


class TeamMember(models.Model):
    """Someone in a team: an agent, or a partner of this or another agency."""

    class Part(models.TextChoices):
        AGENT = "AGENT", _("Agent")
        RECOVERY_COACH = "RECOVERY_COACH", _("Recovery coach")
        CLINICIAN = "CLINICIAN", _("Clinician")
        INTERPRETER = "INTERPRETER", _("Interpreter")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    part = models.CharField(_("part"), max_length=16, choices=Part, default=Part.AGENT)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="member_once_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of team {self.team_id}"


class EnrollmentQuerySet(ScopedQuerySet["Enrollment"]):
    """Enrollments, narrowed by who asks and by what may be done with them."""

    seen_by = "contacts.view_contact"
    staff = "contact__office__staff"

    def still_known(self) -> Self:
        """Leave out the enrollments of people who were erased."""
        return self.exclude(contact__stopped="ERASED")

    def open(self) -> Self:
        """Return those that still want a visit and whose contact may be visited."""
        return self.filter(closed_at__isnull=True, contact__stopped="")


class Enrollment(models.Model):
    """One contact in one campaign."""

    class Closure(models.TextChoices):
        REACHED = "REACHED", _("Reached")
        REFUSED = "REFUSED", _("Refused")
        ATTEMPTS_USED = "ATTEMPTS_USED", _("All attempts used")
        ADDRESS_FAILED = "ADDRESS_FAILED", _("Not at this address")
        UNAVAILABLE = "UNAVAILABLE", _("Away for long")
        STOPPED = "STOPPED", _("Must not be contacted")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="enrollments")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_at = models.DateTimeField(default=timezone.now)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closure = models.CharField(_("closed because"), max_length=16, choices=Closure, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "contact"], name="enrolled_once"),
            models.CheckConstraint(
                name="enrollment_closure_has_reason_and_time",
                condition=Q(closure="", closed_at__isnull=True)
                | (~Q(closure="") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"enrollment {self.pk}"
