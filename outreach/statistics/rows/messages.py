"""Consents to text messages, and the texts of a campaign's sequences with what came of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from contacts.models import Consent, LeadImportRow
from outreach.campaigns.models import Campaign, Enrollment
from outreach.messaging.models import Text
from outreach.statistics.facts import Fact
from outreach.statistics.rows.table import NONE, Homes, Table, days_since_1970, joined, table_of

CHUNK = 20_000
OUTCOMES = {
    Text.Status.ACCEPTED: Fact.SENT,
    Text.Status.DELIVERED: Fact.SENT | Fact.DELIVERED,
    Text.Status.UNDELIVERED: Fact.SENT | Fact.NOT_DELIVERED,
}

# A contact, when it was, and what it means.
type Row = tuple[int, datetime, Fact]
type Found = Iterator[tuple[int, int, int, int, int]]


def read_messages(campaign: Campaign, homes: Homes, person: int | None = None) -> Table:
    """Return a row a consent, a follow-up text that went out, and a list's row of someone known.

    Of that contact alone, if it is given.
    """
    consents, texts, merged = _consents(campaign), _texts(campaign), merged_rows(campaign)
    if person is not None:
        consents, texts = consents.filter(contact=person), texts.filter(contact=person)
        merged = merged.filter(match=person)
    found = table_of(_placed([*_of_texts(texts), *_of_merged(merged)], homes))
    given = table_of(_placed(list(_of_consents(consents)), homes))
    # Which day it was is known where the office is.
    return joined([found, given.where(given.day >= days_since_1970(campaign.starts_on))])


def read_merged(merged: QuerySet[LeadImportRow], homes: Homes) -> Table:
    """Return a row each of these rows of lists."""
    return table_of(_placed(list(_of_merged(merged)), homes))


def merged_rows(campaign: Campaign) -> QuerySet[LeadImportRow]:
    """Return the rows of the campaign's lists that turned out to be someone known."""
    return LeadImportRow.objects.filter(
        lead_import__campaign=campaign.slug,
        lead_import__imported_at__isnull=False,
        outcome=LeadImportRow.Outcome.MERGED,
        match__isnull=False,
    ).order_by()


def _placed(rows: list[Row], homes: Homes) -> Found:
    """Give each row its team and its day in the office's time zone; nobody's rows are left out."""
    zones = [ZoneInfo(team.zone) for team in homes.places.teams]
    for contact, at, facts in rows:
        team = homes.team(contact)
        if team != NONE:
            day = at.astimezone(zones[team]).date()
            yield contact, team, days_since_1970(day), facts, 0


def _consents(campaign: Campaign) -> QuerySet[Consent]:
    """Return consents since the day before the campaign began, wherever it began first.

    It is not written down which campaign asked.
    """
    people = Enrollment.objects.filter(campaign=campaign).values("contact")
    given = Consent.objects.filter(contact__in=people, channel=Consent.Channel.SMS)
    begun = datetime.combine(campaign.starts_on - timedelta(days=1), time.min, UTC)
    return given.filter(given_at__gte=begun).order_by()


def _of_consents(given: QuerySet[Consent]) -> Iterator[Row]:
    for contact, at, withdrawal in given.values_list("contact_id", "given_at", "withdrawal"):
        yield contact, at, Fact.CONSENT | (Fact.OPTED_OUT if withdrawal else Fact(0))


def _texts(campaign: Campaign) -> QuerySet[Text]:
    sent = Text.objects.filter(follow_up__enrollment__campaign=campaign, contact__isnull=False)
    return sent.filter(status__in=OUTCOMES).order_by()


def _of_texts(sent: QuerySet[Text]) -> Iterator[Row]:
    columns = ("contact_id", "claimed_at", "status")
    for contact, at, status in sent.values_list(*columns).iterator(chunk_size=CHUNK):
        yield contact, at, OUTCOMES[status]


def _of_merged(merged: QuerySet[LeadImportRow]) -> Iterator[Row]:
    for contact, at in merged.values_list("match_id", "lead_import__imported_at"):
        if at:
            yield contact, at, Fact.MERGED
