"""Which records a user may see: the one rule from which every page starts.

A model says by which permission its records are seen at all, and the way from one of them to the
staff of its office. Pages ask `visible_to` and never narrow by the user themselves; whatever it
leaves out does not exist for that user.
"""

from typing import Any, Self

from django.db import models


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """Records, narrowed by who asks."""

    seen_by = ""
    staff = "office__staff"

    def visible_to(self, user: Any) -> Self:
        """Return the records of the user's offices, if the user's role sees such records at all."""
        if not user.has_perm(self.seen_by):
            return self.none()
        return self.still_known().in_scope_of(user)

    def in_scope_of(self, user: Any) -> Self:
        """Return the records of the user's offices. A model with other bounds says them here."""
        return self.filter(**{self.staff: user})

    def still_known(self) -> Self:
        """Leave out what is left of people who were erased."""
        return self
