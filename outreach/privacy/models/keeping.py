"""What is left of people who were erased: proof, evidence by keyed hash, and who asked for it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Consent, ConsentWithdrawal
from outreach.campaigns.models import Campaign

# What the law gives to answer a person.
DAYS_TO_ANSWER = 30


class ErasureRecord(models.Model):
    """Proof that something was erased: what, by which rule, when, how many. It names nobody."""

    class Kind(models.TextChoices):
        CAMPAIGN = "CAMPAIGN", _("A campaign's people")
        CONTACT = "CONTACT", _("One person")
        SWEEP = "SWEEP", _("What nothing keeps any more")

    class Rule(models.TextChoices):
        CAMPAIGN_OVER = "CAMPAIGN_OVER", _("The campaign was closed long enough ago")
        BY_HAND = "BY_HAND", _("An administrator did not wait for the purge date")
        REQUESTED = "REQUESTED", _("The person asked for it")
        IN_NO_CAMPAIGN = "IN_NO_CAMPAIGN", _("In no campaign, and known for long enough")
        OLD_LISTS = "OLD_LISTS", _("Lists that came in long enough ago")
        OLD_EVIDENCE = "OLD_EVIDENCE", _("Evidence of consent older than four years")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    rule = models.CharField(max_length=16, choices=Rule)
    what = models.CharField(max_length=12, blank=True, help_text="The code of what was erased.")
    key = models.CharField(
        max_length=32, db_index=True, help_text="Keyed hash of that code, as in the ledger."
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, related_name="erasures"
    )
    counts = models.JSONField(default=dict, help_text="Erased rows by table.")
    seal = models.CharField(
        max_length=32, blank=True, help_text="Keyed hash over all of it, made when it was done."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("record of erasure")
        verbose_name_plural = _("records of erasure")
        ordering = ["-started_at"]
        permissions = [
            ("manage_retention", "Can see what is kept how long, and erase what is over"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(kind="CAMPAIGN"),
                name="campaign_erased_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ConsentEvidence(models.Model):
    """That someone consented or said no, kept after the person was erased, by keyed hashes."""

    class Kind(models.TextChoices):
        CONSENT = "CONSENT", _("Consent")
        OPT_OUT = "OPT_OUT", _("Asked not to be contacted")

    kind = models.CharField(max_length=8, choices=Kind)
    person_key = models.CharField(max_length=32, blank=True, db_index=True)
    phone_key = models.CharField(max_length=32, blank=True, db_index=True)
    channel = models.CharField(max_length=12, choices=Consent.Channel, blank=True)
    purposes = models.JSONField(default=list)
    wording_version = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, blank=True)
    how = models.CharField(max_length=12, choices=Consent.How, blank=True)
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=12, choices=ConsentWithdrawal.How, blank=True)
    kept_until = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("evidence of consent")
        verbose_name_plural = _("evidence of consent")

    def __str__(self) -> str:
        return f"{self.kind} until {self.kept_until}"


def _due() -> date:
    return timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)


class PersonRequest(models.Model):
    """Someone asks for what is held about them, or to be erased; followed to its end.

    It holds codes and choices, no words: nothing of it has to be erased with the person.
    """

    class Kind(models.TextChoices):
        ERASURE = "ERASURE", _("To be erased")
        ACCESS = "ACCESS", _("To see what is held")

    class Channel(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("In person")
        PHONE = "PHONE", _("By phone")
        LETTER = "LETTER", _("By letter")
        MESSAGE = "MESSAGE", _("By text message or e-mail")
        ADVOCATE = "ADVOCATE", _("Through someone who speaks for them")

    class Status(models.TextChoices):
        RECEIVED = "RECEIVED", _("Received")
        VERIFIED = "VERIFIED", _("Verified")
        DONE = "DONE", _("Done")
        REFUSED = "REFUSED", _("Refused")

    class Proof(models.TextChoices):
        CALLED_BACK = "CALLED_BACK", _("Called back on a number that we hold")
        DOCUMENT = "DOCUMENT", _("Showed a document")
        KNOWN = "KNOWN", _("Known to a member of staff")
        AUTHORITY = "AUTHORITY", _("Showed a written authority")

    class Refusal(models.TextChoices):
        NOTHING_HELD = "NOTHING_HELD", _("We hold nothing about this person")
        NOT_VERIFIED = "NOT_VERIFIED", _("We could not verify who is asking")
        TAKEN_BACK = "TAKEN_BACK", _("The person took the request back")
        LAW = "LAW", _("The law obliges us to keep it for now")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("what the person asks for"), max_length=8, choices=Kind)
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    due_on = models.DateField(default=_due, editable=False)
    no_contact = models.BooleanField(_("also asks never to be contacted again"), default=False)
    contact_code = models.CharField(max_length=12, blank=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.RECEIVED, editable=False)
    proof = models.CharField(_("how you know it is them"), max_length=12, choices=Proof, blank=True)
    refusal = models.CharField(_("why"), max_length=12, choices=Refusal, blank=True)
    erasure = models.OneToOneField(
        ErasureRecord, on_delete=models.PROTECT, null=True, related_name="request"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request from a person")
        verbose_name_plural = _("requests from people")
        ordering = ["due_on", "pk"]
        permissions = [("handle_request", "Can answer people who ask about their data")]
        constraints = [
            models.CheckConstraint(
                name="request_ends_with_a_reason_and_a_time",
                condition=Q(status__in=["RECEIVED", "VERIFIED"], ended_at__isnull=True, refusal="")
                | Q(status="DONE", ended_at__isnull=False, refusal="")
                | (Q(status="REFUSED", ended_at__isnull=False) & ~Q(refusal="")),
            ),
            models.CheckConstraint(
                name="request_is_done_only_for_someone_verified",
                condition=~Q(status__in=["VERIFIED", "DONE"])
                | (Q(verified_at__isnull=False) & ~Q(proof="") & ~Q(contact_code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether someone still waits for an answer."""
        return self.status in (self.Status.RECEIVED, self.Status.VERIFIED)

    @property
    def is_late(self) -> bool:
        """Whether its last day is over."""
        return self.is_open and self.due_on < timezone.localdate()
