"""The fixed code lists of a visit report, so that offices compare. Labels are translatable."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Disposition(TextChoices):
    """What happened at the door; exactly one a report."""

    CONTACT_PERSON = "CONTACT_PERSON", _("Spoke with the person")
    CONTACT_HOUSEHOLD = "CONTACT_HOUSEHOLD", _("Spoke with someone else there")
    NO_ANSWER = "NO_ANSWER", _("No answer")
    NOT_HOME = "NOT_HOME", _("Not home")
    INACCESSIBLE = "INACCESSIBLE", _("Could not get to the door")
    LANGUAGE_BARRIER = "LANGUAGE_BARRIER", _("No common language")
    MOVED = "MOVED", _("Moved away")
    UNKNOWN_AT_ADDRESS = "UNKNOWN_AT_ADDRESS", _("Not known at this address")
    VACANT = "VACANT", _("Nobody lives there")
    REFUSED_BY_PERSON = "REFUSED_BY_PERSON", _("The person said no thanks")
    REFUSED_BY_OTHER = "REFUSED_BY_OTHER", _("Someone else turned us away")
    IN_TREATMENT = "IN_TREATMENT", _("In treatment")
    HOSPITALISED = "HOSPITALISED", _("In hospital")
    INCARCERATED = "INCARCERATED", _("In custody")
    DECEASED = "DECEASED", _("Has died")
    ABORTED_SAFETY = "ABORTED_SAFETY", _("Left because it was not safe")
    NOT_ATTEMPTED = "NOT_ATTEMPTED", _("Did not go")


DIRECT_REACH = frozenset({Disposition.CONTACT_PERSON})
ANY_REACH = DIRECT_REACH | {Disposition.CONTACT_HOUSEHOLD}
NO_CONTACT = frozenset(
    {
        Disposition.NO_ANSWER,
        Disposition.NOT_HOME,
        Disposition.INACCESSIBLE,
        Disposition.LANGUAGE_BARRIER,
    }
)
ADDRESS_FAILED = frozenset({Disposition.MOVED, Disposition.UNKNOWN_AT_ADDRESS, Disposition.VACANT})
REFUSED = frozenset({Disposition.REFUSED_BY_PERSON, Disposition.REFUSED_BY_OTHER})
UNAVAILABLE = frozenset(
    {
        Disposition.IN_TREATMENT,
        Disposition.HOSPITALISED,
        Disposition.INCARCERATED,
        Disposition.DECEASED,
    }
)
NOT_COMPLETED = frozenset({Disposition.ABORTED_SAFETY, Disposition.NOT_ATTEMPTED})
# Someone came to the door; only then may supplies other than a generic card change hands.
MET_SOMEONE = ANY_REACH | REFUSED | {Disposition.LANGUAGE_BARRIER}
# A knock that used up one of the campaign's attempts.
ATTEMPTS = frozenset(Disposition) - {Disposition.NOT_ATTEMPTED}
# Behind "more" on the log page.
RARE = frozenset(Disposition) - ANY_REACH - ADDRESS_FAILED - REFUSED - {Disposition.NOT_HOME}


class Response(TextChoices):
    """What the person said to the offer; only with `CONTACT_PERSON`."""

    WARM_HANDOFF = "WARM_HANDOFF", _("Wants help now, handed over")
    ACCEPTED_REFERRAL = "ACCEPTED_REFERRAL", _("Accepted a referral")
    FOLLOW_UP_REQUESTED = "FOLLOW_UP_REQUESTED", _("Wants to hear from us again")
    INFORMATION_ONLY = "INFORMATION_ONLY", _("Took information only")
    ALREADY_IN_SERVICES = "ALREADY_IN_SERVICES", _("Already has help")
    DECLINED = "DECLINED", _("Declined")
    SAYS_NOT_THE_PERSON = "SAYS_NOT_THE_PERSON", _("Says they are not the person")


ACCEPTED = frozenset({Response.WARM_HANDOFF, Response.ACCEPTED_REFERRAL})


class DeclineReason(TextChoices):
    """Why help was declined; any number."""

    NOT_READY = "NOT_READY", _("Not ready")
    NO_PERCEIVED_NEED = "NO_PERCEIVED_NEED", _("Sees no need")
    DOES_NOT_USE = "DOES_NOT_USE", _("Does not use")
    ALREADY_ENGAGED = "ALREADY_ENGAGED", _("Already has help")
    DISTRUST = "DISTRUST", _("Does not trust us")
    PRIVACY = "PRIVACY", _("Privacy")
    PRIOR_BAD_EXPERIENCE = "PRIOR_BAD_EXPERIENCE", _("Bad experience before")
    COST = "COST", _("Cost")
    WORK_SCHEDULE = "WORK_SCHEDULE", _("Work hours")
    WAITLIST = "WAITLIST", _("Waiting lists")
    LANGUAGE_CULTURE = "LANGUAGE_CULTURE", _("Language or culture")
    BAD_TIME = "BAD_TIME", _("Bad time")
    OWN_SUPPORT = "OWN_SUPPORT", _("Has own support")
    NO_REASON = "NO_REASON", _("Gave no reason")
    OTHER = "OTHER", _("Other")


class Barrier(TextChoices):
    """What stands in the way of someone who wants help; any number."""

    TRANSPORT = "TRANSPORT", _("Transport")
    HOUSING = "HOUSING", _("Housing")
    CHILDCARE = "CHILDCARE", _("Childcare")
    PHONE_ACCESS = "PHONE_ACCESS", _("No phone")
    ID_DOCUMENTS = "ID_DOCUMENTS", _("ID or papers")
    INSURANCE = "INSURANCE", _("Insurance")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Mental health")
    PHYSICAL_HEALTH = "PHYSICAL_HEALTH", _("Physical health")
    LEGAL_WORRY = "LEGAL_WORRY", _("Worry about the law")


class SupplyItem(TextChoices):
    """What an agent may hand over."""

    NALOXONE = "NALOXONE", _("Naloxone kit")
    TEST_STRIPS = "TEST_STRIPS", _("Test strips")
    RESOURCE_CARD = "RESOURCE_CARD", _("Resource card")
    DISPOSAL_POUCH = "DISPOSAL_POUCH", _("Disposal pouch")


class Recipient(TextChoices):
    """Who took it."""

    PERSON = "PERSON", _("The person")
    FAMILY = "FAMILY", _("Family")
    OTHER = "OTHER", _("Someone else")
