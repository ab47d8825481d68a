"""The tables of visits: the assignment, what came from the phone, and what was reported."""

from outreach.visits.models.events import EventConflict, ReceivedEvent
from outreach.visits.models.reports import ContactRequest, SupplyGiven, VisitReport
from outreach.visits.models.visits import Visit

__all__ = [
    "ContactRequest",
    "EventConflict",
    "ReceivedEvent",
    "SupplyGiven",
    "Visit",
    "VisitReport",
]
