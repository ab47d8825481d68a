"""The audit: who did what, when, from where and why. Nothing in it is ever changed or removed."""

from functools import partial
from typing import Any, NoReturn

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code


class AppendOnlyError(Exception):
    """Someone tried to change or remove what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses to change or remove rows. The database refuses as well: see `append_only`."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(self.model.__name__)


class MacField(models.CharField[str, str]):
    """Authenticates its row when that is inserted: auditlog fills in the actor only just before."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Return the row's message authentication code, and set it on the instance."""
        from outreach.accounts.sealing import mac_of

        mac = mac_of(model_instance)
        setattr(model_instance, self.attname, mac)
        return mac


class AuditEntry(AbstractLogEntry):
    """One deed. It names people by their codes only.

    `mac` authenticates the entry from the moment in which it is written, so that a row that was
    added by other means is found; its place in the order is fixed by its AuditSeal.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    # Who it was is told by the actor; an address would be personal data kept for ever.
    actor_email = None
    mac = MacField(max_length=32, unique=True, editable=False)

    objects = LogEntryManager.from_queryset(AppendOnlyQuerySet)()

    class Meta(AbstractLogEntry.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry, and have it sealed as soon as its transaction is committed."""
        from outreach.accounts.sealing import seal

        if not self._state.adding:
            raise AppendOnlyError(self.code)
        super().save(*args, **kwargs)
        transaction.on_commit(partial(seal, self.pk), robust=True)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(self.code)


class AuditSeal(models.Model):
    """The place of an entry in the chain, in which each link depends on all before it."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    link = models.CharField(max_length=32)
    sealed_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal of an audit entry")
        verbose_name_plural = _("seals of audit entries")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"seal {self.position}"
