"""Who else has a plan open just now. Nothing of this is kept: it lies in the cache for seconds."""

from datetime import datetime

from django.core.cache import cache

from outreach.accounts.models import User
from outreach.routing.models import Plan

# The page asks every five seconds; who missed two is gone.
SEEN_SECONDS = 15


def also_watching(plan: Plan, user: User, now: datetime) -> list[str]:
    """Note that the user has the plan open, and return the names of the others who do."""
    key = f"plan-{plan.pk}-watched"
    at = now.timestamp()
    seen: dict[int, tuple[str, float]] = cache.get(key) or {}
    fresh = {who: entry for who, entry in seen.items() if at - entry[1] <= SEEN_SECONDS}
    fresh[user.pk] = (user.short_name, at)
    cache.set(key, fresh, SEEN_SECONDS)
    return sorted(name for who, (name, _at) in fresh.items() if who != user.pk)
