"""One contact offered one resource, followed until its outcome is known."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.models import Contact
from contacts.scoping import ScopedQuerySet
from outreach.campaigns.models import Enrollment
from outreach.referrals import transitions
from outreach.referrals.codes import Answer, Closure, Deed, Source, Status, SubStatus, Transport
from outreach.referrals.models.resources import Resource

if TYPE_CHECKING:
    from datetime import datetime

CLOSED = [status for status, _sub in transitions.CLOSED]
OPEN = [status for status in Status.values if status not in CLOSED]


class ReferralQuerySet(ScopedQuerySet["Referral"]):
    """Referrals, narrowed by who asks and by where they stand."""

    seen_by = "referrals.view_referral"
    staff = "contact__office__staff"

    def still_known(self) -> Self:
        """Leave out those of people who were erased: only figures are made of them."""
        return self.exclude(contact__stopped=Contact.StopReason.ERASED)

    def open(self) -> Self:
        """Return those of which nobody knows yet what comes of them."""
        return self.filter(status__in=OPEN)

    def overdue(self, now: "datetime") -> Self:
        """Return the open ones of which the next step is late."""
        return self.open().filter(due_at__lt=now)


class Referral(models.Model):
    """A contact and a resource. Only `moving.move` changes where it stands."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="referrals")
    # The campaign that is counted for it, and whose sequences write about it.
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="referrals")
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="next", editable=False
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    sub_status = models.CharField(_("waits for"), max_length=20, choices=SubStatus, blank=True)
    closure = models.CharField(_("how it ended"), max_length=20, choices=Closure, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=10, choices=Source, blank=True)
    is_warm = models.BooleanField(_("handed over warmly"), default=False)
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    transport = models.CharField(_("transport"), max_length=12, choices=Transport, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_at = models.DateTimeField(_("next step due"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="referral_is_somewhere_it_can_be",
                condition=Q(
                    *(Q(status=s, sub_status=u) for s, u in transitions.states()), _connector=Q.OR
                ),
            ),
            models.CheckConstraint(
                name="referral_is_due_while_it_is_open",
                condition=Q(
                    status__in=OPEN, due_at__isnull=False, closed_at__isnull=True, closure=""
                )
                | Q(status__in=CLOSED, due_at__isnull=True, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_ends_by_what_its_status_allows",
                condition=Q(
                    Q(status__in=OPEN),
                    *(
                        Q(status=end[0], closure__in=sorted(how))
                        for end, how in transitions.CLOSED.items()
                    ),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="referral_outcome_is_verified",
                condition=~Q(status=Status.COMPLETED) | ~Q(verified_by=""),
            ),
            models.CheckConstraint(name="referral_follows_another", condition=~Q(previous=F("pk"))),
            models.UniqueConstraint(
                fields=["contact", "resource"],
                condition=Q(status__in=OPEN),
                name="one_open_referral_to_a_resource",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="referral_work_list")]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> transitions.State:
        """Status and sub-status together, as the table knows them."""
        return (self.status, self.sub_status)

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state in transitions.OPEN

    @property
    def owed_by(self) -> str:
        """Who owes the next step: a code of `Source`, or ''."""
        return transitions.owed(self.state)


class ReferralEvent(models.Model):
    """One change of a referral: who, when, by whose word. Appended, never edited."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(_("what happened"), max_length=14, choices=Deed)
    status = models.CharField(_("status after it"), max_length=16, choices=Status)
    sub_status = models.CharField(max_length=20, choices=SubStatus, blank=True)
    closure = models.CharField(max_length=20, choices=Closure, blank=True)
    source = models.CharField(_("by whose word"), max_length=10, choices=Source)
    appointment_at = models.DateTimeField(_("appointment"), null=True)
    # Nobody where the provider answered by its link, or where a stop cancelled it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("event of a referral")
        verbose_name_plural = _("events of referrals")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.referral_id}"

    def save(self, **kwargs: Any) -> None:
        """Append; what happened is not edited."""
        if not self._state.adding:
            raise TypeError("an event of a referral is never edited")
        super().save(**kwargs)


class ReferralCheck(models.Model):
    """Someone asks, 30 and 90 days after a referral went out, whether service started and lasts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="checks")
    days = models.PositiveSmallIntegerField(_("days after"))
    due_at = models.DateTimeField(_("due"))
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, blank=True)
    source = models.CharField(_("by whose word"), max_length=10, choices=Source, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("no longer owed since"), null=True)

    class Meta:
        verbose_name = _("check after a referral")
        verbose_name_plural = _("checks after referrals")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "days"], name="one_check_a_term"),
            models.CheckConstraint(
                name="check_is_answered_whole",
                condition=Q(answer="", source="", answered_at__isnull=True)
                | (~Q(answer="") & ~Q(source="") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="referral_check_due")]

    def __str__(self) -> str:
        return f"{self.days} days"
