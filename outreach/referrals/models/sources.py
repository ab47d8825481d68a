"""Where the directory comes from: its sources, and each reading of one of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code


class Format(models.TextChoices):
    """How a source writes its directory."""

    FINDTREATMENT = "findtreatment", _("FindTreatment.gov listing (JSON)")
    HSDS = "hsds", _("Human Services Data Specification 3 (CSV or JSON, zipped)")
    CSV = "csv", _("Any table (CSV or .xlsx)")


# The source of what offices add on a page: no import reads it.
BY_HAND = "by-hand"


class Source(models.Model):
    """A directory that is read again and again; its rows are known by its name and their id."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    format = models.CharField(_("format"), max_length=20, choices=Format)
    read_at = models.DateTimeField(_("last read"), null=True)

    class Meta:
        verbose_name = _("source of the directory")
        verbose_name_plural = _("sources of the directory")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Sourced(models.Model):
    """A row exactly as its source gives it; what an office corrects lies over it.

    `extra` keeps the columns that have no field here, so that an export loses nothing.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    id_at_source = models.CharField(_("id at the source"), max_length=100)
    digest = models.CharField(max_length=32, editable=False, help_text="Tells whether it changed.")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


def known_by_source(name: str) -> models.UniqueConstraint:
    """Return the promise that a source's id stands for one row."""
    return models.UniqueConstraint(fields=["source", "id_at_source"], name=name)


class DirectoryImport(models.Model):
    """One file that was sent to be read, until it is confirmed, and what came of it."""

    class Status(models.TextChoices):
        UPLOADED = "UPLOADED", _("Uploaded")
        DONE = "DONE", _("Imported")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True, help_text="The file; emptied once it is imported.")
    format = models.CharField(_("format"), max_length=20, choices=Format)
    source_name = models.SlugField(_("source"), max_length=60)
    is_whole = models.BooleanField(
        _("this is the whole list"), default=True, help_text="What it leaves out has vanished."
    )
    columns = models.JSONField(default=dict, blank=True, help_text="Field name by column name.")
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    counts = models.JSONField(default=dict, help_text="Resources by outcome.")
    problems = models.JSONField(default=list, help_text="[file, row, id, reason, refused].")
    imported_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of resources")
        verbose_name_plural = _("imports of resources")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.code
