from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Retention, erasure and subject access."""

    name = "outreach.privacy"
    verbose_name = _("privacy")
