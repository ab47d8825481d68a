from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """Visits, visit reports and the agent's day."""

    name = "outreach.visits"
    verbose_name = _("visits")

    def ready(self) -> None:
        """Listen for contacts that must not be contacted, and say after what texts may follow."""
        from outreach.accounts.upkeep import every
        from outreach.messaging.starting import offer_starts
        from outreach.referrals.signals import referral_moved
        from outreach.visits import cancelling  # noqa: F401 - importing connects the receiver
        from outreach.visits.codelists import Disposition, Response
        from outreach.visits.devices import forget_old
        from outreach.visits.referring import STARTS, owe_texts
        from outreach.visits.sealing_keys import keep_keys

        # Only who was spoken with can have agreed to texts.
        spoke = Disposition.CONTACT_PERSON
        offer_starts("disposition", _("What happened at the door"), [(spoke.value, spoke.label)])
        offer_starts("response", _("What the person said"), Response.choices)
        every(6 * 60 * 60, "keep sealing keys", keep_keys)
        every(24 * 60 * 60, "forget old phones", forget_old)
        offer_starts("referral", _("What came of a referral"), STARTS.values())
        referral_moved.connect(owe_texts, dispatch_uid="visits")
