"""Which contacts a user may see. Every page starts from here."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from contacts.models import Contact  # noqa: F401


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts, narrowed by who asks and by what may be done with them."""

    def visible_to(self, user: Any) -> Self:
        """Return the contacts of the user's offices, if the user's role may see contacts at all."""
        if not user.has_perm("contacts.view_contact"):
            return self.none()
        return self.filter(office__staff=user)

    def may_be_visited(self) -> Self:
        """Leave out those who asked not to be contacted and those who have died."""
        return self.filter(stopped="")
