"""What each rule of the odd looks is called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.privacy.odd_looks import Rule

RULES: dict[str, str | Promise] = {
    Rule.UNASSIGNED: _("no work of theirs"),
    Rule.SAME_SURNAME: _("same last name"),
    Rule.SAME_STREET: _("same street"),
    Rule.AT_NIGHT: _("at night"),
}
