"""The tables of visits: the assignment, what came from the phone, and what was reported."""

from outreach.visits.models.devices import Device, DeviceDay, SealingKey
from outreach.visits.models.events import EventConflict, ReceivedEvent
from outreach.visits.models.reports import ContactRequest, SupplyGiven, VisitReport
from outreach.visits.models.visits import Visit
from outreach.visits.models.wanted import WantedReferral

__all__ = [
    "ContactRequest",
    "Device",
    "DeviceDay",
    "EventConflict",
    "ReceivedEvent",
    "SealingKey",
    "SupplyGiven",
    "Visit",
    "VisitReport",
    "WantedReferral",
]
