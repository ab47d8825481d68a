from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Who may be contacted, and how their lists come in."""

    name = "contacts"
    verbose_name = _("contacts")
