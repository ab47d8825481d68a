"""What a person agreed to, what they took back, and who must not be contacted again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact, Phone


class Consent(models.Model):
    """One agreement, appended and never edited; a withdrawal is a record of its own."""

    class Channel(models.TextChoices):
        SMS = "SMS", _("Text messages")
        VOICE = "VOICE", _("Phone calls")
        DISCLOSURE = "DISCLOSURE", _("Sharing with a provider")

    class Purpose(models.TextChoices):
        CHECK_IN = "CHECK_IN", _("Asking how they are doing")
        OFFER = "OFFER", _("Offers of help")
        REMINDER = "REMINDER", _("Reminders of appointments")

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("Wording read out in person")
        IN_WRITING = "IN_WRITING", _("Signed")
        BY_TEXT = "BY_TEXT", _("By text message")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, null=True, related_name="consents")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    # Of texts alone: a call is asked for each time, and sharing names its own purpose.
    purposes = models.JSONField(_("for"), default=list, help_text="Purposes by their codes.")
    wording = models.TextField(_("exact wording"))
    wording_version = models.CharField(_("wording version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    how = models.CharField(_("how"), max_length=12, choices=How)
    given_at = models.DateTimeField(_("given at"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.UUIDField(
        null=True, unique=True, help_text="The event from the phone that carried it."
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at"]

    def __str__(self) -> str:
        return f"{self.channel} {self.wording_version}"

    @property
    def purposes_labels(self) -> list[str]:
        """What the texts may be for, in words."""
        return [str(self.Purpose(code).label) for code in self.purposes]


class ConsentWithdrawal(models.Model):
    """That a consent was taken back: when, how, and who wrote it down."""

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("Said in person")
        ON_THE_PHONE = "ON_THE_PHONE", _("Said on the phone")
        IN_WRITING = "IN_WRITING", _("In writing")
        BY_TEXT = "BY_TEXT", _("By text message")

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(_("how"), max_length=12, choices=How)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("withdrawal of consent")
        verbose_name_plural = _("withdrawals of consent")

    def __str__(self) -> str:
        return f"withdrawal of consent {self.consent_id}"


class DoNotContact(models.Model):
    """A phone, or a name with its address, never to be contacted. It holds no personal data."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", _("Phone")
        PERSON = "PERSON", _("Name with address")

    kind = models.CharField(max_length=6, choices=Kind)
    key = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("do-not-contact entry")
        verbose_name_plural = _("do-not-contact list")

    def __str__(self) -> str:
        return f"{self.kind} since {self.since:%Y-%m-%d}"
