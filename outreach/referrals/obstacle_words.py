"""Why something cannot be done, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why nothing may be told to a provider.
WHY_NOT: dict[str, str | Promise] = {
    "NONE": _("The person has not agreed to share anything."),
    "REVOKED": _("The person took the consent back."),
    "EXPIRED": _("The consent is over."),
    "STOPPED": _("The person must not be contacted."),
    "OVER": _("This referral is over: nothing more is told."),
}
# Why someone cannot be referred.
CANNOT_REFER: dict[str, str | Promise] = {
    "STOPPED": _("The person must not be contacted."),
    "REFERRED_ALREADY": _("There is an open referral to this resource already."),
    "STILL_OPEN": _("This referral is still open."),
    "REFERRED_AGAIN": _("Another referral follows this one already."),
}
