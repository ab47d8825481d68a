"""Lists of leads as they came in, and the rows of them that need a person's decision."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code
from contacts.encryption import EncryptedBinaryField, EncryptedJSONField
from contacts.models.offices import Office
from contacts.models.people import Contact


class LeadImport(models.Model):
    """One uploaded list: its file until it is confirmed, its columns, and what came of it."""

    class Status(models.TextChoices):
        UPLOADED = "UPLOADED", _("Uploaded")
        DONE = "DONE", _("Imported")
        UNDONE = "UNDONE", _("Undone")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    content = EncryptedBinaryField(null=True, help_text="The file; emptied once it is imported.")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True)
    campaign = models.SlugField(max_length=60, blank=True, help_text="Enrolls those it brings in.")
    header = models.JSONField(
        default=list, blank=True, help_text="The columns in their order, without those left out."
    )
    columns = models.JSONField(default=dict, help_text="Field name by column name.")
    overwrite = models.JSONField(
        default=list, blank=True, help_text="Fields in which the list wins over what is known."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    counts = models.JSONField(default=dict, help_text="Rows by outcome.")
    imported_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of leads")
        verbose_name_plural = _("imports of leads")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.code


class LeadImportRow(models.Model):
    """A row that was refused, that may be someone known and was asked about, or that changed one.

    The cells are kept only while someone may still need them: while a refused row can be mended
    or a question is open.
    """

    class Outcome(models.TextChoices):
        REFUSED = "REFUSED", _("Refused")
        UPDATED = "UPDATED", _("Updated")
        ASKED = "ASKED", _("Possible duplicate")
        MERGED = "MERGED", _("Same person")
        ADDED = "ADDED", _("Another person")

    lead_import = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row's number in the file, from 1.")
    cells = EncryptedJSONField(default=dict, help_text="The cells as they came, by column name.")
    reasons = EncryptedJSONField(default=list, help_text="[column, reason] pairs.")
    changes = EncryptedJSONField(default=dict, help_text="Field to [before, after], for undoing.")
    key = models.CharField(
        max_length=32,
        blank=True,
        db_index=True,
        help_text="Keyed hash of name, address and phone, so that no question is asked twice.",
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    match = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lead_import", "number"], name="row_once_an_import"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
