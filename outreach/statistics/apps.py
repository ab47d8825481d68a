from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Indicators, suppression, the dashboard and exports."""

    name = "outreach.statistics"
    verbose_name = _("statistics")

    def ready(self) -> None:
        """Keep figures right when people are erased; look after long exports."""
        from contacts.signals import contact_is_erased, lists_are_forgotten
        from outreach.accounts.upkeep import every
        from outreach.campaigns.signals import campaign_turns_to_figures
        from outreach.statistics.export_jobs import delete_old, take_up
        from outreach.statistics.snapshots import keep_last_figures
        from outreach.statistics.tallying import tally_lists, tally_person

        every(60, "go on with exports", take_up)
        every(3_600, "delete old exports", delete_old)
        campaign_turns_to_figures.connect(keep_last_figures, dispatch_uid="keep_last_figures")
        contact_is_erased.connect(tally_person, dispatch_uid="tally_person")
        lists_are_forgotten.connect(tally_lists, dispatch_uid="tally_lists")
