"""The tables of messaging, in the order in which they refer to each other."""

from outreach.messaging.models.conversations import (
    Conversation,
    CrisisAlert,
    IncomingText,
    OnCall,
    Reader,
)
from outreach.messaging.models.numbers import NumberEvent
from outreach.messaging.models.sequences import FollowUp, Sequence, SequenceStep
from outreach.messaging.models.templates import Template, Wording
from outreach.messaging.models.texts import Pace, SimulatedText, Text, TextEvent

__all__ = [
    "Conversation",
    "CrisisAlert",
    "FollowUp",
    "IncomingText",
    "NumberEvent",
    "OnCall",
    "Pace",
    "Reader",
    "Sequence",
    "SequenceStep",
    "SimulatedText",
    "Template",
    "Text",
    "TextEvent",
    "Wording",
]
