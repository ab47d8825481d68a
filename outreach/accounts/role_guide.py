"""What each role can see and do, in plain words, for whoever gives it and whoever has it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.accounts import roles


@dataclass(frozen=True)
class Guide:
    """A role: its name, what it sees, what it does, what stays closed to it."""

    role: str
    label: str | Promise
    sees: str | Promise
    does: str | Promise
    never: str | Promise
    needs_office: bool


GUIDES = {
    guide.role: guide
    for guide in [
        Guide(
            roles.AGENT,
            roles.LABELS[roles.AGENT],
            _("The visits of their own team on the present day, with name, address and language."),
            _("Logs what happened at each door."),
            _("Other teams, other days, lists of people, statistics."),
            needs_office=True,
        ),
        Guide(
            roles.COORDINATOR,
            roles.LABELS[roles.COORDINATOR],
            _("All people, visits and plans of their own offices."),
            _(
                "Imports lists, makes campaigns and teams, plans routes, decides what agents ask. "
                "Each look at a person is written down."
            ),
            _("Other offices."),
            needs_office=True,
        ),
        Guide(
            roles.MANAGER,
            roles.LABELS[roles.MANAGER],
            _("Campaigns and figures of every office, small groups hidden."),
            _("Exports outcome statistics."),
            _("Names and addresses."),
            needs_office=False,
        ),
        Guide(
            roles.ADMINISTRATOR,
            roles.LABELS[roles.ADMINISTRATOR],
            _("Who may sign in, the offices, and what is kept how long."),
            _(
                "Invites people, gives roles and offices, switches people off. Answers people who "
                "ask what is held about them or ask to be erased."
            ),
            _("Lists of people, visits, statistics."),
            needs_office=False,
        ),
        Guide(
            roles.AUDITOR,
            roles.LABELS[roles.AUDITOR],
            _("The log of who looked at whom and who changed what."),
            _("Reads it; changes nothing."),
            _("Names and addresses of those who were looked at."),
            needs_office=False,
        ),
    ]
}
