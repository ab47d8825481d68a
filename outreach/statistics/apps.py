from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Indicators, suppression, the dashboard and exports."""

    name = "outreach.statistics"
    verbose_name = _("statistics")
