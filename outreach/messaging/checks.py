"""What sending texts needs. A carrier that is set by half would take none, or believe anyone."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from outreach.messaging.discretion import telling_words

NAMES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID")


@register()
def carrier_is_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Name what was set by half, in development too."""
    lacking = [name for name in NAMES if not getattr(settings, name)]
    if len(lacking) in (0, len(NAMES)):
        return []
    return [
        Error(
            f"Twilio is set by half: {', '.join(lacking)} is missing.",
            hint="Set all three, or none: then a simulator answers and nothing leaves.",
            id="doorstep.E030",
        )
    ]


@register()
def carrier_is_no_stand_in(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to hand real people's texts to what only tests use."""
    if not (settings.PRODUCTION and settings.TWILIO_BASE_URL):
        return []
    return [
        Error(
            "TWILIO_BASE_URL leads texts to a stand-in.",
            hint="Remove it from the environment: it is for tests.",
            id="doorstep.E031",
        )
    ]


@register()
def programme_is_discreet(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a name that every text would say, and for which none would ever be sent."""
    found = telling_words(settings.PROGRAMME_NAME)
    if settings.PROGRAMME_NAME.strip() and not found:
        return []
    shown = ", ".join(one.words for one in found) or "nothing"
    return [
        Error(
            f"PROGRAMME_NAME says what no text may say: {shown}.",
            hint="Choose a name that tells nobody who sees the phone why you write.",
            id="doorstep.E032",
        )
    ]
