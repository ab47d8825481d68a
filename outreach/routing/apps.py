from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """Travel times, the solver, plans and routes."""

    name = "outreach.routing"
    verbose_name = _("routing")
