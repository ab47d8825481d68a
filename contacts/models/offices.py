"""Field offices and the postal codes that they cover."""

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not name."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Office(models.Model):
    """A field office: its staff, its time zone, the postal codes that it covers."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=50, validators=[validate_time_zone])
    phone = models.CharField(_("phone for its agents"), max_length=20, blank=True)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("staff"), related_name="offices", blank=True
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)


class PostalArea(models.Model):
    """A postal code, or its first three or four digits, that an office covers; the longest wins."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="postal_areas")
    prefix = models.CharField(
        _("postal code or its beginning"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{3,5}$", _("Three to five digits."))],
    )

    class Meta:
        verbose_name = _("postal area")
        verbose_name_plural = _("postal areas")
        ordering = ["prefix"]

    def __str__(self) -> str:
        return self.prefix
