from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """The resource directory and referrals."""

    name = "outreach.referrals"
    verbose_name = _("referrals")

    def ready(self) -> None:
        """Listen for contacts that must not be contacted."""
        from contacts import signals
        from outreach.referrals import stopping
        from outreach.referrals.outcomes import count_successes
        from outreach.referrals.success import successes_from

        signals.contact_stopped.connect(stopping.cancel_of_stopped, dispatch_uid="referrals")
        signals.contact_stop_asked.connect(stopping.count_open, dispatch_uid="referrals")
        successes_from(count_successes)
