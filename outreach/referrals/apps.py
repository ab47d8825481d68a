from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """The resource directory and referrals."""

    name = "outreach.referrals"
    verbose_name = _("referrals")
