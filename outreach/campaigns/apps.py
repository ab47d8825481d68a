from django.apps import AppConfig
from django.db.models.signals import m2m_changed
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """Campaigns, teams, enrollments and scripts."""

    name = "outreach.campaigns"
    verbose_name = _("campaigns")

    def ready(self) -> None:
        """Follow what happens to contacts, lists and offices; offer a list of who waits."""
        from contacts import signals
        from contacts.chips import offer_chip
        from contacts.models import Office
        from outreach.campaigns import enrolling, leaving
        from outreach.campaigns.counting import not_enrolled

        signals.campaign_wanted.connect(enrolling.answer_campaign, dispatch_uid="campaigns")
        signals.campaigns_offered.connect(enrolling.offer_campaigns, dispatch_uid="campaigns")
        signals.contacts_imported.connect(enrolling.enroll_imported, dispatch_uid="campaigns")
        signals.import_undone.connect(enrolling.unenroll_imported, dispatch_uid="campaigns")
        signals.contact_stopped.connect(enrolling.close_stopped, dispatch_uid="campaigns")
        signals.contact_stop_asked.connect(enrolling.say_what_closes, dispatch_uid="campaigns")
        m2m_changed.connect(
            leaving.leave_teams, sender=Office.staff.through, dispatch_uid="campaigns"
        )
        offer_chip(not_enrolled())
