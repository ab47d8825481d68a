"""What the demo's programme writes to people, what went out so far, and what came back."""

from collections.abc import Sequence as Several
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from contacts.models import Consent
from outreach.campaigns.models import Campaign
from outreach.demo.programme import DAYS_OF_HISTORY, Branch
from outreach.messaging.incoming import take_in
from outreach.messaging.making import make_due
from outreach.messaging.models import Sequence, Template, Text
from outreach.messaging.sending import send_due
from outreach.messaging.simulator import Simulator, deliver
from outreach.referrals.codes import Deed
from outreach.visits.codelists import Response
from outreach.visits.referring import STARTS as STARTS_OF_REFERRALS

# Name, use, and the wording in English and in Spanish.
TEMPLATES = {
    "check-in": (
        "Check-in",
        Template.Use.FOLLOW_UP,
        "Hi {first_name}, this is {programme}. How are you doing? You can answer here any time.",
        "Hola {first_name}, le escribe {programme}. ¿Cómo está? Puede responder aquí.",
    ),
    "offer-to-call": (
        "Offer to call",
        Template.Use.FOLLOW_UP,
        "Hi {first_name}, {programme} here. Would you like one of us to call you? Or call {phone}.",
        "Hola {first_name}, aquí {programme}. ¿Quiere que le llamemos? O llame al {phone}.",
    ),
    "still-here": (
        "Still here",
        Template.Use.FOLLOW_UP,
        "Hi {first_name}, {programme} is still here for you. Answer any time.",
        "Hola {first_name}, {programme} sigue aquí para usted. Responda cuando quiera.",
    ),
    "reminder": (
        "Reminder of an appointment",
        Template.Use.FOLLOW_UP,
        "Hi {first_name}, {programme}: we meet on {appointment}. Another time? Answer here.",
        "Hola {first_name}, {programme}: nos vemos el {appointment}. ¿Otra hora? Responda aquí.",
    ),
    "who-we-are": (
        "Who we are",
        Template.Use.REPLY,
        "{programme}: we came by a while ago, and you said we may write. Nothing is wrong.",
        "{programme}: pasamos hace poco y nos dijo que podíamos escribirle. No pasa nada malo.",
    ),
    "call-us": (
        "Call us",
        Template.Use.REPLY,
        "{programme}: call us at {phone} whenever it suits you.",
        "{programme}: llámenos al {phone} cuando le convenga.",
    ),
}
PURPOSES = {"offer-to-call": Consent.Purpose.OFFER, "reminder": Consent.Purpose.REMINDER}
STEPS = {1: "check-in", 7: "offer-to-call", 30: "still-here"}
STARTS = (Response.INFORMATION_ONLY, Response.ACCEPTED_REFERRAL, Response.FOLLOW_UP_REQUESTED)
ANSWERS = (
    "Who is this?",
    "Thanks, doing ok. Could someone call me on Thursday?",
    "please don't text me again",
    "STOP",
    "HELP",
)
DANGER = "I don't want to live any more"


def make_texts(campaign: Campaign) -> None:
    """Write the templates and the sequences before the visits that start them."""
    for slug, (name, use, english, spanish) in TEMPLATES.items():
        purpose = PURPOSES.get(slug, Consent.Purpose.CHECK_IN)
        template = Template.objects.create(slug=slug, name=name, use=use, purpose=purpose)
        template.wordings.create(language="en", words=english)
        template.wordings.create(language="es", words=spanish)
    for response in STARTS:
        sequence = Sequence.objects.create(
            name=f"After: {response.label}".lower().capitalize(), starts_after=response
        )
        sequence.campaigns.add(campaign)
        for days, slug in STEPS.items():
            sequence.steps.create(template=Template.objects.get(slug=slug), days_after=days)
    reminding = Sequence.objects.create(
        name="Before an appointment", starts_after=STARTS_OF_REFERRALS[Deed.SCHEDULE][0]
    )
    reminding.campaigns.add(campaign)
    reminding.steps.create(template=Template.objects.get(slug="reminder"), hours_before=24)


def send_past_texts(branches: Several[Branch], today: date, random: Random) -> None:
    """Let every text that was due so far go out in the early afternoon of its day."""
    zone = branches[-1].office.zone
    carrier = Simulator()
    for back in range(DAYS_OF_HISTORY, 0, -1):
        # Two in the west is four in the east: nowhere quiet.
        at = datetime.combine(today - timedelta(days=back), time(14), tzinfo=zone)
        make_due(at)
        send_due(carrier, now=at)
        deliver(timezone.now())
    for branch in branches:
        _answer(branch, random)


def _answer(branch: Branch, random: Random) -> None:
    """Let some of those who got a text answer it, one in words of danger."""
    delivered = Text.objects.filter(
        contact__office=branch.office, status=Text.Status.DELIVERED
    ).order_by("claimed_at", "pk")
    numbers = list(dict.fromkeys(str(text.number) for text in delivered))
    first = branch.office.code == "hartford"
    words = [*([DANGER] if first else []), *ANSWERS]
    chosen = random.sample(numbers, min(len(words), len(numbers)))
    for index, (number, said) in enumerate(zip(chosen, words, strict=False)):
        at = timezone.now() - timedelta(hours=1 + 3 * index)
        take_in(f"DEMO{branch.office.code}{index}", number, said, at)
