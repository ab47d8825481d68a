"""The fixed code lists of a referral. Labels are translatable.

Status follows HL7 FHIR Task as the SDOH Clinical Care guide uses it; closed never means connected.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in-progress", _("In progress")
    ON_HOLD = "on-hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    REJECTED = "rejected", _("Turned down")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
    ENTERED_IN_ERROR = "entered-in-error", _("Entered by mistake")


class SubStatus(TextChoices):
    """What an open referral waits for, or has reached."""

    AWAITING_PROVIDER = "AWAITING_PROVIDER", _("Waits for the provider")
    AWAITING_PERSON = "AWAITING_PERSON", _("Waits for the person")
    WAITLISTED = "WAITLISTED", _("On a waiting list")
    SCHEDULED = "SCHEDULED", _("Appointment made")
    INTAKE_ATTENDED = "INTAKE_ATTENDED", _("Came to the first appointment")
    SERVICE_STARTED = "SERVICE_STARTED", _("Service started")


class Closure(TextChoices):
    """How a referral ended."""

    SERVICE_STARTED = "SERVICE_STARTED", _("Service started")
    INTAKE_ONLY = "INTAKE_ONLY", _("First appointment only")
    NO_SHOW = "NO_SHOW", _("Did not come")
    UNABLE_TO_CONTACT = "UNABLE_TO_CONTACT", _("Could not be reached")
    PERSON_WITHDREW = "PERSON_WITHDREW", _("The person no longer wants it")
    INELIGIBLE = "INELIGIBLE", _("Not eligible there")
    NO_CAPACITY = "NO_CAPACITY", _("No place free")
    REDIRECTED = "REDIRECTED", _("Sent to another service")
    DUPLICATE = "DUPLICATE", _("Referred twice")


class Source(TextChoices):
    """Who says so."""

    PROVIDER = "PROVIDER", _("The provider")
    PERSON = "PERSON", _("The person")
    STAFF = "STAFF", _("Our staff")


class Deed(TextChoices):
    """What happened to a referral; one event each."""

    MAKE = "MAKE", _("Made")
    GIVE_DETAILS = "GIVE_DETAILS", _("Details given to the person")
    SEND = "SEND", _("Sent to the provider")
    ACCEPT = "ACCEPT", _("Accepted")
    DECLINE = "DECLINE", _("Turned down")
    WAITLIST = "WAITLIST", _("Put on a waiting list")
    SCHEDULE = "SCHEDULE", _("Appointment made")
    NOT_SEEN = "NOT_SEEN", _("Did not come")
    ATTEND = "ATTEND", _("Came to the first appointment")
    START = "START", _("Service started")
    HOLD = "HOLD", _("Put on hold")
    RESUME = "RESUME", _("Taken up again")
    REVOKE = "REVOKE", _("Consent to share taken back")
    COMPLETE = "COMPLETE", _("Closed with its outcome")
    FAIL = "FAIL", _("Closed: nothing came of it")
    CANCEL = "CANCEL", _("Cancelled")
    STOP = "STOP", _("Cancelled: must not be contacted")
    MISTAKE = "MISTAKE", _("Marked as a mistake")


class Transport(TextChoices):
    """How the person gets to the appointment."""

    OWN = "OWN", _("Gets there alone")
    NEEDED = "NEEDED", _("Needs a ride: still to arrange")
    RIDE = "RIDE", _("Ride arranged")
    FARE = "FARE", _("Fare given")
    ACCOMPANIED = "ACCOMPANIED", _("Someone goes along")


class Shared(TextChoices):
    """What a person may allow us to share with a provider."""

    NAME = "NAME", _("Name")
    PHONE = "PHONE", _("Phone number")
    LANGUAGE = "LANGUAGE", _("Language")
    ADDRESS = "ADDRESS", _("Address")
    TRANSPORT = "TRANSPORT", _("How they get there")


class Answer(TextChoices):
    """What was found 30 or 90 days later."""

    LASTS = "LASTS", _("Service started and goes on")
    ENDED = "ENDED", _("Service started and has ended")
    NOT_STARTED = "NOT_STARTED", _("Service has not started")
    NOT_REACHED = "NOT_REACHED", _("Nobody could be asked")
