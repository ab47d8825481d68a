"""Which contacts there are for whom, and for what."""

from typing import TYPE_CHECKING, Self

from contacts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from contacts.models import Contact  # noqa: F401


class ContactQuerySet(ScopedQuerySet["Contact"]):
    """Contacts, narrowed by who asks and by what may be done with them."""

    seen_by = "contacts.view_contact"

    def still_known(self) -> Self:
        """Leave out what is left of people who were erased."""
        return self.exclude(stopped="ERASED")

    def may_be_visited(self) -> Self:
        """Leave out those who asked not to be contacted, have died, or do not exist (decoys)."""
        return self.filter(stopped="", decoy=None)
