from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Retention, erasure, subject access, break-glass."""

    name = "outreach.privacy"
    verbose_name = _("privacy")

    def ready(self) -> None:
        """Check that no table is forgotten, keep the ledger, and watch over odd looks."""
        from contacts.signals import do_not_contact_listed
        from outreach.accounts.notices import offer_notice
        from outreach.accounts.upkeep import every
        from outreach.privacy import checks  # noqa: F401 - importing registers them
        from outreach.privacy.listening import write_stops_in_ledger
        from outreach.privacy.notices import of_broken_glass, of_odd_looks
        from outreach.privacy.weekly_looks import report_last_week

        do_not_contact_listed.connect(write_stops_in_ledger, dispatch_uid="write_stops_in_ledger")
        offer_notice(of_broken_glass)
        offer_notice(of_odd_looks)
        every(3600, "odd looks", report_last_week)
