from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Text messages."""

    name = "outreach.messaging"
    verbose_name = _("messaging")

    def ready(self) -> None:
        """End what is owed to who is stopped, and have the worker send what is due."""
        from contacts import signals
        from outreach.accounts.upkeep import every
        from outreach.messaging import (
            checks,  # noqa: F401 - importing registers them
            stopping,
        )
        from outreach.messaging.upkeep import send_everything_due

        signals.contact_stopped.connect(stopping.cancel_texts, dispatch_uid="messaging")
        signals.contact_stop_asked.connect(stopping.say_what_ends, dispatch_uid="messaging")
        every(2, "messages", send_everything_due)
