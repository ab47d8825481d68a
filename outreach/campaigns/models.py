"""Campaigns, what is said at the door, who goes out, and whom they want to reach."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Contact, Language, Office


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns, narrowed by who asks."""

    def visible_to(self, user: Any) -> Self:
        """Return the campaigns of the user's offices; every campaign to those without an office
        who see figures only (programme managers)."""
        if not user.has_perm("campaigns.view_campaign"):
            return self.none()
        if user.has_perm("contacts.view_contact"):
            return self.filter(offices__staff=user).distinct()
        return self.all()


class Campaign(models.Model):
    """A dated effort with a script, visiting hours and an attempt cap."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        RUNNING = "RUNNING", _("Running")
        CLOSED = "CLOSED", _("Closed")

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


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams, narrowed by who asks."""

    def visible_to(self, user: Any) -> Self:
        """Return the teams of the user's offices."""
        return self.filter(office__staff=user)


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
                name="team_shift_is_whole_and_in_order",
                condition=Q(shift_from__isnull=True, shift_to__isnull=True)
                | Q(shift_from__isnull=False, shift_to__gt=F("shift_from")),
            ),
            models.CheckConstraint(
                name="team_start_is_whole_and_on_earth",
                condition=Q(start_latitude__isnull=True, start_longitude__isnull=True)
                | Q(start_latitude__range=(-90, 90), start_longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def start(self) -> tuple[float, float] | None:
        """Latitude and longitude of the start place in degrees, or None where it is not set."""
        if self.start_latitude is None or self.start_longitude is None:
            return None
        return self.start_latitude, self.start_longitude


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


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Enrollments, narrowed by who asks and by what may be done with them."""

    def visible_to(self, user: Any) -> Self:
        """Return the enrollments of the user's offices to those who may see people at all."""
        if not user.has_perm("contacts.view_contact"):
            return self.none()
        return self.filter(contact__office__staff=user)

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
