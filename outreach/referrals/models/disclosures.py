"""What a person allowed us to tell a provider, what was told, and the provider's way to answer."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Consent, Contact
from outreach.referrals.models.referrals import Referral

# 42 CFR 2.25: a person may ask for the disclosures of the last three years.
YEARS_OF_ACCOUNTING = 3


class Purpose(models.TextChoices):
    """What is told is told for this."""

    REFERRAL = "REFERRAL", _("To offer the service, and to answer whether it worked out")


class DisclosureTerms(models.Model):
    """What a consent to disclose covers. The consent itself holds wording, language and how."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="terms")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="terms")
    recipient = models.CharField(_("recipient"), max_length=300)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose, default=Purpose.REFERRAL
    )
    shared = models.JSONField(_("what is shared"), default=list)
    expires_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("terms of a consent to share")
        verbose_name_plural = _("terms of consents to share")
        ordering = ["-consent__given_at", "-pk"]

    def __str__(self) -> str:
        return f"terms of consent {self.consent_id}"

    def obstacle(self, today: date) -> str:
        """Return why nothing may be told by these terms any more, or '' while it may."""
        withdrawal = getattr(self.consent, "withdrawal", None)
        if withdrawal:
            return "REVOKED"
        return "EXPIRED" if self.expires_on < today else ""


def _kept_until() -> date:
    today = timezone.localdate()
    # Not `replace(year=…)`: there is not always a 29 February.
    return today + timedelta(days=366 * YEARS_OF_ACCOUNTING)


class Disclosure(models.Model):
    """One telling: to whom, when, what, by which terms. The accounting outlives the person."""

    class How(models.TextChoices):
        LINK = "LINK", _("Opened by the provider's link")
        SPOKEN = "SPOKEN", _("Told by phone or in person")

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="disclosures"
    )
    person_key = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    # By its code: the referral goes with its campaign, the accounting stays.
    referral_code = models.CharField(_("referral"), max_length=12)
    recipient = models.CharField(_("recipient"), max_length=300)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    shared = models.JSONField(_("what was shared"), default=list)
    wording_version = models.CharField(_("wording version"), max_length=20)
    how = models.CharField(_("how"), max_length=8, choices=How)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kept_until = models.DateField(default=_kept_until, db_index=True)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("accounting of disclosures")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"disclosure of {self.referral_code}"

    def save(self, **kwargs: Any) -> None:
        """Append; an accounting is not edited."""
        if not self._state.adding:
            raise TypeError("an entry of the accounting is never edited")
        super().save(**kwargs)


class ProviderLinkQuerySet(models.QuerySet["ProviderLink"]):
    """Links, narrowed by whether they still open."""

    def live(self, now: datetime) -> Self:
        """Return those that are neither over nor taken back."""
        return self.filter(expires_at__gt=now, ended_at__isnull=True)


class ProviderLink(models.Model):
    """A provider's way to answer about one referral: a link, and a code given separately."""

    class By(models.TextChoices):
        EMAIL = "EMAIL", _("By email")
        PRINT = "PRINT", _("Printed")

    key = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    terms = models.ForeignKey(DisclosureTerms, on_delete=models.PROTECT, related_name="links")
    # A password's hash: whoever reads the database cannot open the link.
    code_hash = models.CharField(max_length=200, editable=False)
    by = models.CharField(_("how it is sent"), max_length=6, choices=By)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("opens until"))
    ended_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(_("last opened"), null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = ProviderLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider's link")
        verbose_name_plural = _("providers' links")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="link_ends_after_it_is_made",
                condition=Q(expires_at__gt=models.F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
