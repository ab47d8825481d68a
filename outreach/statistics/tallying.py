"""What a running campaign goes on counting of people who were erased: totals of nobody.

Visits, referrals and supplies stay as nameless rows; consents, texts and lists do not. Of these the
erasing transaction leaves how many there were, by team and week, added to those of everyone erased
before. Nothing finer is kept: no day, no number and no order by which two of them could be told to
be one person's. A crisis is left out; it would say too much where few were erased.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from contacts.models import Contact, LeadImport
from outreach.campaigns.models import Campaign
from outreach.statistics.facts import Fact
from outreach.statistics.models import Tally
from outreach.statistics.rows.messages import merged_rows, read_merged, read_messages
from outreach.statistics.rows.table import Places, Table, day_of, places_of
from outreach.statistics.rows.visits import read_homes

type Cell = tuple[str, str, str]

PERSONS = Fact.CONSENT | Fact.OPTED_OUT


def tally_person(contact: Contact, **_kwargs: Any) -> None:
    """Tally what is about to be erased with the person, in every campaign that counts it.

    Runs inside the transaction that erases: done again after a restore, it adds to a tally that
    never knew the person.
    """
    for campaign in _counted(Campaign.objects.filter(enrollments__contact=contact)):
        places = places_of(campaign)
        homes = read_homes(campaign, places, contact.pk)
        found = read_messages(campaign, homes, contact.pk)
        if len(found):
            _add(campaign, places, _things(found), _person(found))


def tally_lists(lists: Sequence[int], **_kwargs: Any) -> None:
    """Tally what these lists brought twice to running campaigns, before they are forgotten."""
    slugs = LeadImport.objects.filter(pk__in=lists).values("campaign")
    for campaign in _counted(Campaign.objects.filter(slug__in=slugs)):
        merged = merged_rows(campaign).filter(lead_import__in=lists)
        if merged.exists():
            places = places_of(campaign)
            homes = read_homes(campaign, places)
            _add(campaign, places, _things(read_merged(merged, homes)))


def _counted(campaigns: Any) -> list[Campaign]:
    """Lock those of the campaigns whose figures are still counted: nobody counts them meanwhile.

    Not against rows that only refer to them: whoever enrolls may wait for the person.
    """
    running = Campaign.objects.filter(pk__in=campaigns.values("pk"), figures_since=None)
    return list(running.select_for_update(no_key=True).order_by("pk"))


type Found = Iterable[tuple[int, int, int]]


def _things(found: Table) -> Iterator[tuple[int, int, int]]:
    rows = zip(found.team, found.day, found.facts & ~PERSONS, strict=True)
    return ((int(team), int(day), int(facts)) for team, day, facts in rows)


def _person(found: Table) -> Iterator[tuple[int, int, int]]:
    """Yield one consent for all of a person's, on the day of the first."""
    given = found.where(found.facts & Fact.CONSENT > 0)
    if len(given):
        said = int(np.bitwise_or.reduce(given.facts)) & PERSONS
        yield int(given.team[0]), int(given.day.min()), said


def _add(campaign: Campaign, places: Places, *several: Found) -> None:
    """Add to the campaign's tally, which is written anew as a whole."""
    starts = _starts(campaign)
    tally, _created = Tally.objects.get_or_create(campaign=campaign)
    total: Counter[Cell] = Counter({(t, day, what): n for t, day, what, n in tally.counts})
    for found in several:
        for team, day, facts in found:
            begin = _begin(day_of(day), starts).isoformat()
            total.update((places.teams[team].team, begin, str(one.name)) for one in Fact(facts))
    tally.counts = [[*cell, number] for cell, number in sorted(total.items())]
    tally.save(update_fields=["counts"])


def _starts(campaign: Campaign) -> set[date]:
    """Return the days on which something that is counted by itself begins in the middle of a week.

    The campaign, and every period that was published: it is counted again as it was.
    """
    starts = {campaign.starts_on}
    for since, until in campaign.publications.values_list("since", "until"):
        starts |= {since, until + timedelta(days=1)}
    return starts


def _begin(day: date, starts: set[date]) -> date:
    """Return the first day of its piece of a week; months cut weeks, and so do `starts`."""
    monday = day - timedelta(days=day.weekday())
    return max(monday, day.replace(day=1), *(each for each in starts if each <= day))
