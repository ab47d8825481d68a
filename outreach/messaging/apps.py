from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Text messages."""

    name = "outreach.messaging"
    verbose_name = _("messaging")
