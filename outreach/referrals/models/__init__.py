"""The directory's schema, after the Human Services Data Specification 3; and referrals."""

from outreach.referrals.models.details import CarriedRow, Language, Phone, Schedule
from outreach.referrals.models.disclosures import (
    Disclosure,
    DisclosureTerms,
    ProviderLink,
    Purpose,
)
from outreach.referrals.models.organizations import Address, Location, Organization
from outreach.referrals.models.referrals import (
    Referral,
    ReferralCheck,
    ReferralEvent,
    ReferralQuerySet,
)
from outreach.referrals.models.resources import Resource, ResourceQuerySet
from outreach.referrals.models.services import CostOption, Service, Taxonomy, TaxonomyTerm
from outreach.referrals.models.sources import BY_HAND, DirectoryImport, Format, Source
from outreach.referrals.models.upkeep import Confirmation, Correction

__all__ = [
    "BY_HAND",
    "Address",
    "CarriedRow",
    "Confirmation",
    "Correction",
    "CostOption",
    "DirectoryImport",
    "Disclosure",
    "DisclosureTerms",
    "Format",
    "Language",
    "Location",
    "Organization",
    "Phone",
    "ProviderLink",
    "Purpose",
    "Referral",
    "ReferralCheck",
    "ReferralEvent",
    "ReferralQuerySet",
    "Resource",
    "ResourceQuerySet",
    "Schedule",
    "Service",
    "Source",
    "Taxonomy",
    "TaxonomyTerm",
]
