"""Writing to a provider that someone waits. The mail names nobody and says nothing of why."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.referrals.models import ProviderLink, Resource

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def mail_link(link: ProviderLink, resource: Resource, address: str) -> str:
    """Send the link to the resource and return the address it went to; '' where it did not go.

    The code is not in it: it goes another way.
    """
    to = mail_of(resource)
    if not to or settings.MAILERS["default"]["BACKEND"] == NOWHERE:
        return ""
    words = _(
        "Someone was referred to you and waits for your answer. Open this link; it asks for a "
        "code that you are given by phone:\n\n%(address)s\n\nIt opens until %(until)s. Please do "
        "not pass it on."
    )
    until = timezone.localtime(link.expires_at).strftime("%Y-%m-%d")
    subject = _("A referral waits for your answer")
    try:
        sent = send_mail(subject, words % {"address": address, "until": until}, None, [to])
    except (SMTPException, OSError):
        return ""
    return to if sent else ""


def mail_of(resource: Resource) -> str:
    """Return where mail to a resource goes, or ''."""
    shown = getattr(resource, "email", "")
    known = [shown, resource.service.email, resource.service.organization.email]
    return next((str(address) for address in known if address), "")
