"""What we write: templates, each with its wordings by language and version."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Consent, Language


class Template(models.Model):
    """A message that can be sent more than once."""

    class Use(models.TextChoices):
        FOLLOW_UP = "FOLLOW_UP", _("Follow-up, sent by a sequence")
        REPLY = "REPLY", _("Ready-made reply")

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    use = models.CharField(_("use"), max_length=10, choices=Use, default=Use.FOLLOW_UP)
    purpose = models.CharField(
        _("what for"),
        max_length=10,
        choices=Consent.Purpose,
        default=Consent.Purpose.CHECK_IN,
        help_text=_("A follow-up goes only to who agreed to texts for this."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wording(self, language: str) -> "Wording | None":
        """Return the newest wording in that language, or in English where there is none."""
        newest = self.wordings.order_by("-version")
        return (
            newest.filter(language=language).first() or newest.filter(language=Language.EN).first()
        )


class Wording(models.Model):
    """The exact text of a template in one language. A change is a new version."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(_("language"), max_length=5, choices=Language)
    version = models.PositiveIntegerField(_("version"), default=1)
    words = models.CharField(_("text"), max_length=480)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "language", "version"], name="wording_once_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language} {self.version}"
