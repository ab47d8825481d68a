"""The tables of contacts, in the order in which they refer to each other."""

from contacts.models.consents import Consent, ConsentWithdrawal, DoNotContact
from contacts.models.decoys import Decoy, DecoyAlert
from contacts.models.imports import LeadImport, LeadImportRow
from contacts.models.offices import Office, PostalArea
from contacts.models.people import (
    Address,
    Contact,
    Language,
    Phone,
    Priority,
    ReviewFlag,
    SafetyFlag,
)
from contacts.models.search_keys import NameKey, StreetKey

__all__ = [
    "Address",
    "Consent",
    "ConsentWithdrawal",
    "Contact",
    "Decoy",
    "DecoyAlert",
    "DoNotContact",
    "Language",
    "LeadImport",
    "LeadImportRow",
    "NameKey",
    "Office",
    "Phone",
    "PostalArea",
    "Priority",
    "ReviewFlag",
    "SafetyFlag",
    "StreetKey",
]
