"""Referrals of the demo: some at each place where one can stand, a few of them overdue."""

from collections.abc import Sequence as Several
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from contacts.models import Contact
from outreach.demo.programme import Branch
from outreach.referrals.checks import answer_check
from outreach.referrals.codes import Deed, Source
from outreach.referrals.disclosing import give_consent, send, tell
from outreach.referrals.finding import nearest
from outreach.referrals.models import Referral, Resource
from outreach.referrals.moving import Word, move
from outreach.referrals.referring import give_details, refer
from outreach.visits.models import VisitReport

# What happened to each, in order; the first is how it went out (None: it did not).
STORIES: list[list[str]] = [
    [],
    [Deed.GIVE_DETAILS],
    [Deed.SEND],
    [Deed.SEND, Deed.ACCEPT],
    [Deed.SEND, Deed.WAITLIST],
    [Deed.SEND, Deed.ACCEPT, Deed.SCHEDULE],
    [Deed.SEND, Deed.SCHEDULE, Deed.NOT_SEEN],
    [Deed.SEND, Deed.SCHEDULE, Deed.ATTEND],
    [Deed.SEND, Deed.SCHEDULE, Deed.ATTEND, Deed.START],
    [Deed.SEND, Deed.SCHEDULE, Deed.ATTEND, Deed.START, Deed.COMPLETE],
    [Deed.SEND, Deed.DECLINE],
    [Deed.GIVE_DETAILS, Deed.FAIL],
    [Deed.SEND, Deed.CANCEL],
    # The last began only days ago, so that its appointment is still to come, with its reminder.
    [Deed.SEND, Deed.SCHEDULE],
]
CLOSURES = {
    Deed.DECLINE: "NO_CAPACITY",
    Deed.FAIL: "UNABLE_TO_CONTACT",
    Deed.CANCEL: "PERSON_WITHDREW",
}
OF_PROVIDER = {Deed.ACCEPT, Deed.WAITLIST, Deed.NOT_SEEN, Deed.ATTEND, Deed.START, Deed.DECLINE}


def make_referrals(branches: Several[Branch], random: Random) -> int:
    """Refer some of those who wanted it; return how many."""
    made = 0
    for branch in branches:
        people = _who_wanted_one(branch)
        for person, story in zip(people, STORIES, strict=False):
            _tell(branch, person, random.choice(_resources_near(branch)), story, random)
            made += 1
    return made


def _who_wanted_one(branch: Branch) -> list[Contact]:
    """Return those who said yes at the door, then others of the office; none of them stopped."""
    said_yes = VisitReport.objects.current().filter(
        referral_wanted=True, visit__contact__office=branch.office
    )
    mine = Contact.objects.may_be_visited().filter(office=branch.office).order_by("pk")
    wanting = list(mine.filter(visits__reports__in=said_yes).distinct())
    known = {person.pk for person in wanting}
    return [*wanting, *(person for person in mine if person.pk not in known)][: len(STORIES)]


def _resources_near(branch: Branch) -> list[Resource]:
    start = branch.teams[0].start
    listed = Resource.objects.filter(is_listed=True)
    return list(nearest(listed, start, 50)[:12]) if start else list(listed[:12])


def _tell(
    branch: Branch, person: Contact, resource: Resource, story: list[str], random: Random
) -> None:
    soon = story is STORIES[-1]
    days = 4 if soon else random.randint(8, 13)
    by, at = branch.coordinator, timezone.now() - timedelta(days=days)
    referral = refer(person, resource, by, at)
    if Deed.SEND in story:
        shared = ["NAME", "PHONE", "LANGUAGE"]
        give_consent(referral, shared, 90, person.language, "IN_PERSON", by, at)
    for deed in story:
        # By day, whatever the hour of the demo.
        day = (at + timedelta(hours=random.randint(14, 30))).astimezone(branch.office.zone)
        at = day.replace(hour=random.randint(9, 16), minute=random.choice((0, 15, 30)))
        _happen(referral, deed, by, at, at + timedelta(days=5 if soon else 2))
    if Deed.COMPLETE in story:
        check = referral.checks.get(days=30)
        answer_check(check, "LASTS", Source.PERSON, by, timezone.now())


def _happen(
    referral: Referral, deed: str, by: object, at: datetime, appointment_at: datetime
) -> None:
    if deed == Deed.GIVE_DETAILS:
        give_details(referral, by, at)
    elif deed == Deed.SEND:
        send(referral, by, at)
        tell(referral, "LINK", None, at + timedelta(minutes=40))
    else:
        provider = deed in OF_PROVIDER
        word = Word(
            source=Source.PROVIDER if provider else Source.STAFF,
            by=None if provider else by,
            closure=CLOSURES.get(Deed(deed), ""),
            appointment_at=appointment_at if deed == Deed.SCHEDULE else None,
        )
        move(referral, deed, word, at)
