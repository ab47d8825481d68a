"""Freezing the figures of a period when they leave the office.

What is published once is published for good: the same period gives the same figures again, and
what changed since shows as a restatement. Each publication is reckoned together with the
dashboard's weeks and with all earlier ones of the campaign, so that none can be subtracted from
another, however their periods overlap.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.keys import keyed_hash
from outreach.campaigns.models import Campaign
from outreach.statistics.cells import Cell, Counts, Published
from outreach.statistics.figures import count_rows
from outreach.statistics.indicators import DEFINITIONS_VERSION, REDEFINED
from outreach.statistics.known import Known
from outreach.statistics.models import Publication
from outreach.statistics.restating import restate
from outreach.statistics.rows.reading import Rows, read_rows
from outreach.statistics.rows.table import Table, days_since_1970
from outreach.statistics.showing import publish
from outreach.statistics.timeline import ALL_WEEKS, Span, Timeline


def publish_period(
    campaign: Campaign, since: date, until: date, by: Any = None, now: datetime | None = None
) -> Publication:
    """Return the period's figures: the frozen ones, or new ones where there is something new.

    Raises ValidationError where nothing happened in the period. Not for campaigns of which only
    the figures are left.

    What may be shown beside many other periods takes long to find out, and nobody waits for it:
    SQLite has one writer. Whoever finds something else public at the end begins again.
    """
    now = now or timezone.now()
    while True:
        basis = _basis(campaign)
        made = _made_of(campaign, since, until, now)
        if made.pk:
            return made
        with transaction.atomic():
            # One at a time: each must know all that is public before it.
            Campaign.objects.select_for_update().get(pk=campaign.pk)
            if _basis(campaign) == basis:
                made.made_by = by
                made.save()
                return made


def _basis(campaign: Campaign) -> tuple[Any, ...]:
    """Return what must be the same at the end: what is public, and who was erased.

    An erased person's totals are cut where a period begins, so they must know the period.
    """
    newest = campaign.publications.aggregate(newest=Max("pk"))["newest"]
    erased = Campaign.objects.values_list("figures_since", "tally__counts").get(pk=campaign.pk)
    return newest, *erased


def _made_of(campaign: Campaign, since: date, until: date, now: datetime) -> Publication:
    """Return the publication that there is, or else a new one, not saved yet."""
    rows = read_rows(campaign, now)
    counted = _within(rows.table, since, until)
    if not len(counted):
        raise ValidationError(
            _("%(campaign)s has no visits from %(since)s to %(until)s.")
            % {"campaign": campaign.name, "since": since, "until": until}
        )
    latest = latest_publication(campaign, since, until)
    digest = _digest(rows, counted)
    if latest and latest.digest == digest:
        return latest
    return Publication(
        campaign=campaign,
        since=since,
        until=until,
        made_at=now,
        definitions_version=DEFINITIONS_VERSION,
        digest=digest,
        counted=len(counted),
        restates=latest,
        **_freeze(campaign, rows, Span(since, until), latest),
    )


def latest_publication(campaign: Campaign, since: date, until: date) -> Publication | None:
    """Return what was published last of the period, by today's definitions."""
    of_period = campaign.publications.filter(since=since, until=until)
    return of_period.filter(definitions_version=DEFINITIONS_VERSION).first()


def published_before(campaign: Campaign) -> dict[str, Published]:
    """Return by period what was published last, by whatever definitions.

    A count that was redefined since is left out; any other is the same quantity, which somebody
    could subtract. Where a cell was published by several definitions the latest one stands.
    """
    found: dict[str, Published] = {}
    for one in reversed(campaign.publications.all()):
        figures = _as_defined_today(Published.from_json(one.figures), one.definitions_version)
        older = found.get(one.period, Published())
        values = {**older.values, **figures.values}
        found[one.period] = Published(figures.weeks, figures.offices, values)
    return found


def _as_defined_today(figures: Published, version: int) -> Published:
    values = {
        cell: value
        for cell, value in figures.values.items()
        if REDEFINED.get(cell.measure, 0) <= version
    }
    return Published(figures.weeks, figures.offices, values)


def publish_dashboard(rows: Rows, before: dict[str, Published]) -> Published:
    """Return what the dashboard may show to those who know what was published."""
    counts = count_rows(rows, tuple(before))
    return publish(counts, Known.by(before.values())).only({ALL_WEEKS, *counts.weeks})


def _freeze(
    campaign: Campaign, rows: Rows, span: Span, latest: Publication | None
) -> dict[str, Any]:
    """Return a publication's figures; its differences, too, where it restates `latest`."""
    before = published_before(campaign)
    # What was published of this very period is reckoned with where it is restated.
    others = {period: figures for period, figures in before.items() if period != span.name}
    dashboard = publish_dashboard(rows, others)
    counts = count_rows(rows, tuple({**before, span.name: None}))
    times = {span.name, *counts.line.whole_weeks(span.name)}
    found = publish(counts, Known.by([dashboard, *others.values()])).only(times)
    if span.name not in before:
        return {"figures": found.as_json()}
    # By older definitions it is no restatement, but the difference can be formed all the same.
    told = restate(before[span.name], found, _of_times(counts, times), _of_period(campaign, span))
    made: dict[str, Any] = {"figures": told.published.as_json()}
    if latest:
        made["differences"] = [[*cell, old, new] for cell, old, new in told.differences]
    return made


def _of_period(campaign: Campaign, span: Span) -> list[Published]:
    """Return all that was ever published of the period: each can be subtracted from the next."""
    several = campaign.publications.filter(since=span.first, until=span.last)
    return [
        _as_defined_today(Published.from_json(p.figures), p.definitions_version) for p in several
    ]


def _of_times(counts: Counts, times: set[str]) -> Counts:
    """Return the counts without the times that are not published, for their sums."""
    values = {cell: n for cell, n in counts.values.items() if cell.week in times}
    periods = tuple(time for time in counts.line.periods if time in times)
    line = Timeline(counts.weeks, periods)
    return Counts(counts.weeks, counts.offices, values, line)


def _within(table: Table, since: date, until: date) -> Table:
    least, most = days_since_1970(since), days_since_1970(until)
    return table.where((table.day >= least) & (table.day <= most))


def _digest(rows: Rows, counted: Table) -> str:
    """Return a hash of the rows in whatever order they came; nobody can read them from it.

    Keyed, because it leaves the office: of a day with one visit, all that the rows could be is
    tried in minutes.
    """
    columns = [getattr(counted, name) for name in ("contact", "team", "day", "facts", "amount")]
    order = np.lexsort([*columns, counted.disposition, counted.part])
    found = sha256(repr([team.team for team in rows.places.teams]).encode())
    for column in (*columns, counted.disposition, counted.part):
        found.update(np.ascontiguousarray(column[order]).tobytes())
    return keyed_hash("counted rows", found.hexdigest())


def as_period(kept: Published, span: Span) -> Published:
    """Return a campaign's last figures as those of a period that holds all of it."""
    values = {
        cell if cell.week else Cell(cell.measure, cell.place, span.name): value
        for cell, value in kept.values.items()
    }
    return Published(kept.weeks, kept.offices, values)
