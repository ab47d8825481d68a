from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Who may be contacted, and how their lists come in."""

    name = "contacts"
    verbose_name = _("contacts")

    def ready(self) -> None:
        """Keep the search keys in step with names and streets, and watch over the decoys."""
        from contacts.decoys import watch
        from contacts.search_keys import follow_changes
        from contacts.signals import person_looked_at

        follow_changes()
        person_looked_at.connect(watch, dispatch_uid="decoys")
