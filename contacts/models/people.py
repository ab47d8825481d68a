"""Contacts, where they live, how they are phoned, and what to know before knocking."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedCharField, EncryptedFloatField, EncryptedPhoneNumberField
from contacts.models.offices import Office
from contacts.querysets import ContactQuerySet

SAFETY_FLAG_DAYS = 90


class Language(models.TextChoices):
    """The languages in which scripts and messages are written."""

    EN = "en", _("English")
    ES = "es", _("Spanish")


class Priority(models.IntegerChoices):
    """How soon a contact should be visited; the higher the sooner."""

    ROUTINE = 1, _("Routine")
    ELEVATED = 2, _("Elevated")
    URGENT = 3, _("Urgent")


class Address(models.Model):
    """A door. Several contacts may live behind it; `key` is the same however it was spelled."""

    key = models.CharField(max_length=32, unique=True, editable=False)
    street = EncryptedCharField(_("street"), max_length=150)
    unit = EncryptedCharField(_("unit"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    latitude = EncryptedFloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = EncryptedFloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    note = EncryptedCharField(_("how to get in"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                name="address_place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"

    @property
    def door(self) -> str:
        """The street with its unit, as it is read at the kerb."""
        return f"{self.street}, {self.unit}" if self.unit else self.street

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, or None where they are unknown."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Contact(models.Model):
    """An identified person whom a campaign wants to reach."""

    class StopReason(models.TextChoices):
        DO_NOT_CONTACT = "DO_NOT_CONTACT", _("Asked not to be contacted")
        DECEASED = "DECEASED", _("Has died")
        # Nobody's name any more: what is left keeps the figures of a campaign right.
        ERASED = "ERASED", _("Erased")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="contacts")
    reference = models.CharField(
        _("reference"),
        max_length=40,
        blank=True,
        help_text=_("The list's own opaque number for this lead."),
    )
    given_name = EncryptedCharField(_("first name"), max_length=80, blank=True)
    family_name = EncryptedCharField(_("last name"), max_length=80)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.EN)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.ROUTINE
    )
    address = models.ForeignKey(
        Address, on_delete=models.PROTECT, null=True, blank=True, related_name="residents"
    )
    available_from = models.TimeField(_("best from"), null=True, blank=True)
    available_to = models.TimeField(_("best until"), null=True, blank=True)
    note = EncryptedCharField(_("note for the visit"), max_length=500, blank=True)
    identity_key = models.CharField(  # noqa: DJ001
        max_length=32,
        # NULL keeps contacts without an address out of the unique index.
        null=True,
        unique=True,
        editable=False,
        help_text="Keyed hash of name and address, however spelled.",
    )
    lead_import = models.ForeignKey(
        "contacts.LeadImport",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="created_contacts",
        help_text="The list that first brought this contact in.",
    )
    stopped = models.CharField(max_length=20, choices=StopReason, blank=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        # The database cannot sort by a name that it cannot read.
        ordering = ["-priority", "pk"]
        permissions = [
            ("import_contact", "Can import lists of leads"),
            ("stop_contact", "Can record that a contact must not be contacted"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_times_are_whole_and_in_order",
                condition=Q(available_from__isnull=True, available_to__isnull=True)
                | Q(available_from__isnull=False, available_to__gt=F("available_from")),
            ),
            models.CheckConstraint(
                name="contact_stop_has_reason_and_time",
                condition=Q(stopped="", stopped_at__isnull=True)
                | (~Q(stopped="") & Q(stopped_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        # Logs and audit entries print this: never a name.
        return self.code

    @property
    def name(self) -> str:
        """The full name as it is shown to those who may see it."""
        return f"{self.given_name} {self.family_name}".strip()


class Phone(models.Model):
    """A phone number of a contact; the same number may belong to several of a household."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = EncryptedPhoneNumberField(_("number"))
    extension = EncryptedCharField(_("extension"), max_length=10, blank=True)
    key = models.CharField(max_length=32, db_index=True, editable=False)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.UniqueConstraint(fields=["contact", "key"], name="phone_once_a_contact"),
        ]

    def __str__(self) -> str:
        return f"phone {self.pk}"


class ReviewFlag(models.Model):
    """Something in a lead that could not be used as it came; kept until someone mends it."""

    class Problem(models.TextChoices):
        PHONE_UNUSABLE = "PHONE_UNUSABLE", _("Phone number cannot be used")
        NO_STREET = "NO_STREET", _("No street")
        NO_PLACE = "NO_PLACE", _("No coordinates")
        PLACE_DOUBTFUL = "PLACE_DOUBTFUL", _("Coordinates far from the postal code")
        TIMES_UNUSABLE = "TIMES_UNUSABLE", _("Best times cannot be used")
        PRIORITY_UNKNOWN = "PRIORITY_UNKNOWN", _("Priority not known, taken as routine")
        LANGUAGE_UNKNOWN = "LANGUAGE_UNKNOWN", _("Language not known, taken as English")
        POSTAL_CODE_DOUBTFUL = "POSTAL_CODE_DOUBTFUL", _("Postal code not known in that state")
        NOTE_DEFUSED = "NOTE_DEFUSED", _("Spreadsheet formula in a text")
        NOTE_TELLS = "NOTE_TELLS", _("A note that holds what it must not")
        LIST_DIFFERS = "LIST_DIFFERS", _("A list says otherwise")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="review_flags")
    problem = models.CharField(max_length=20, choices=Problem)
    value = EncryptedCharField(max_length=200, blank=True, help_text="The text as it came.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review flag")
        verbose_name_plural = _("review flags")
        constraints = [
            models.UniqueConstraint(fields=["contact", "problem"], name="flag_once_a_problem"),
        ]

    def __str__(self) -> str:
        return self.problem


def _flag_expiry() -> object:
    return (timezone.now() + timedelta(days=SAFETY_FLAG_DAYS)).date()


class SafetyFlag(models.Model):
    """What to know before going to a door: about the visit, never about the person."""

    class Kind(models.TextChoices):
        DOG = "DOG", _("Dog")
        GO_IN_PAIRS = "GO_IN_PAIRS", _("Go in pairs")
        CALL_FIRST = "CALL_FIRST", _("Call first")
        UNSAFE_ACCESS = "UNSAFE_ACCESS", _("Unsafe building access")

    class Source(models.TextChoices):
        VISIT = "VISIT", _("A visit")
        OFFICE = "OFFICE", _("The office")
        PARTNER = "PARTNER", _("A partner")

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="safety_flags")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    expires_on = models.DateField(default=_flag_expiry)

    class Meta:
        verbose_name = _("safety flag")
        verbose_name_plural = _("safety flags")
        constraints = [
            models.UniqueConstraint(fields=["address", "kind"], name="safety_flag_once_a_kind"),
            models.CheckConstraint(
                name="safety_flag_confirmed_by_a_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("raised_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_current(self) -> bool:
        """Whether it has not expired yet."""
        return self.expires_on >= timezone.localdate()
