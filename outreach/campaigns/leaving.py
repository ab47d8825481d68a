"""Who leaves an office leaves its teams, and sees their visits no longer."""

from typing import Any

from django.db.models import Exists, OuterRef

from contacts.models import Office
from outreach.campaigns.models import TeamMember


def leave_teams(action: str, instance: Any, **_kwargs: Any) -> None:
    """Take out of the teams of an office those who are no longer on its staff.

    `instance` is the office, or the person whose offices were changed.
    """
    if action not in ("post_remove", "post_clear"):
        return
    members = TeamMember.objects.all()
    members = (
        members.filter(team__office=instance)
        if isinstance(instance, Office)
        else members.filter(user=instance)
    )
    staff = Office.staff.through.objects.filter(
        office=OuterRef("team__office"), user=OuterRef("user")
    )
    members.filter(~Exists(staff)).delete()
