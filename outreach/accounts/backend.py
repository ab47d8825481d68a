"""Finds the user of a session, with the time zone of the user's office in the same query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef, Subquery

from contacts.models import Office
from outreach.accounts.models import User


class UserBackend(AuthenticationBackend):
    """allauth's backend. Whoever is switched off is nobody from the next request on."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the active user, with `office_zone`, which is '' or None without an office."""
        offices = Office.objects.filter(staff=OuterRef("pk")).values("time_zone")
        users = User.objects.annotate(office_zone=Subquery(offices[:1]))
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
