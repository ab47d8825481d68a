"""Telling how far a search is while it runs, and hearing that it should end."""

from time import monotonic

from django.db.models import QuerySet
from django.utils import timezone

from outreach.routing.models import Search
from outreach.routing.problem import Progress

# How often, in seconds, the worker asks the database and tells it.
EVERY = 0.5


class Reporter:
    """Writes the best so far to the search's row, and reads there whether to end."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._told = self._asked = -EVERY
        self._is_cancelled = False

    def progress(self, best: Progress) -> None:
        """Tell how good the best plan is; not more often than anyone could read."""
        if monotonic() - self._told < EVERY:
            return
        self._told = monotonic()
        self._rows.update(
            share=best.share,
            placed=best.placed,
            wanted=best.wanted,
            driving_seconds=best.driving_seconds,
            heard_at=timezone.now(),
        )

    def cancelled(self) -> bool:
        """Tell whether someone asked for what there is."""
        if not self._is_cancelled and monotonic() - self._asked >= EVERY:
            self._asked = monotonic()
            self._is_cancelled = self._rows.filter(is_cancelled=True).exists()
        return self._is_cancelled

    @property
    def _rows(self) -> QuerySet[Search]:
        return Search.objects.filter(pk=self.search.pk)
