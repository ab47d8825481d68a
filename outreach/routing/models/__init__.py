"""A day's plan with its routes, how its doors lay earlier, and the searches that fill it."""

from outreach.routing.models.arrangements import ArrangedVisit, Arrangement
from outreach.routing.models.plans import Plan, PlannedVisit, Route
from outreach.routing.models.searches import Search

__all__ = ["ArrangedVisit", "Arrangement", "Plan", "PlannedVisit", "Route", "Search"]
