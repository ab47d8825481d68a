"""Doorstep's users. Their offices are `contacts.Office.staff`; their roles are Django's groups."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from contacts.codes import new_code


class UserManager(BaseUserManager["User"]):
    """Creates users, who sign in by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an active user who may do nothing until given a role."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything; for setting Doorstep up, not for daily work."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Someone who signs in: an agent, a coordinator, a manager, an administrator, an auditor."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    username = None  # type: ignore[assignment]  # Django takes a parent's field away so
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    home_street_key = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="Keyed hash of the street where they live, so that looks at neighbours show.",
    )
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.AUTO)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def short_name(self) -> str:
        """The first name with an initial, as colleagues see it."""
        initial = f"{self.last_name[:1]}." if self.last_name else ""
        return f"{self.first_name} {initial}".strip() or self.email
