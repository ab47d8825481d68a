from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """Visits, visit reports and the agent's day."""

    name = "outreach.visits"
    verbose_name = _("visits")

    def ready(self) -> None:
        """Listen for contacts that must not be contacted any more."""
        from outreach.visits import cancelling  # noqa: F401 - importing connects the receiver
