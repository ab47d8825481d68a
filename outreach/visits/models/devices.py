"""Phones that keep a day's list, what they told of their queues, and the keys to seal to."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedCharField
from contacts.scoping import ScopedQuerySet


class DeviceQuerySet(ScopedQuerySet["Device"]):
    """Phones, narrowed by who asks."""

    seen_by = "visits.revoke_device"

    def in_scope_of(self, user: Any) -> Self:
        """Return the phones of the user's offices' people; every phone to who manages people."""
        if user.has_perm("accounts.change_user"):
            return self
        return self.filter(user__offices__staff=user).distinct()


class Device(models.Model):
    """A phone in the hands of one user. A phone that two people share has a row for each."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    number = models.UUIDField(_("number"), help_text="Made by the phone itself.", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("what it is"), max_length=60, blank=True)
    client = models.PositiveSmallIntegerField(_("release of its part"), default=1)
    registered_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(_("last heard"), default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone with an offline list")
        verbose_name_plural = _("phones with an offline list")
        ordering = ["user", "label", "pk"]
        permissions = [("revoke_device", "Can see and revoke phones with an offline list")]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["number", "user"], name="device_once_a_user"),
        ]

    def __str__(self) -> str:
        return self.code


class DeviceDay(models.Model):
    """What a phone has of one day: when it took the list, and how many reports it says it made."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    listed_at = models.DateTimeField(_("took the list"), null=True)
    list_ends_at = models.DateTimeField(_("list ends"), null=True)
    logged = models.PositiveIntegerField(_("reports made, by its own count"), default=0)
    told_at = models.DateTimeField(_("last told"), null=True)

    class Meta:
        verbose_name = _("day of a phone")
        verbose_name_plural = _("days of phones")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["device", "day"], name="device_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.day}"


class SealingKey(models.Model):
    """A key pair to which phones seal reports in one week. Its private half is destroyed later."""

    week = models.PositiveIntegerField(
        unique=True, help_text="Weeks since 1970 in which it is used."
    )
    name = models.CharField(
        max_length=16, unique=True, help_text="Begins the public key's SHA-256."
    )
    public_key = models.CharField(max_length=88)
    private_key = EncryptedCharField(max_length=44, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("key that reports are sealed to")
        verbose_name_plural = _("keys that reports are sealed to")
        ordering = ["-week"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="sealing_key_is_there_or_destroyed",
                condition=(Q(destroyed_at__isnull=True) & ~Q(private_key=""))
                | Q(destroyed_at__isnull=False, private_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
