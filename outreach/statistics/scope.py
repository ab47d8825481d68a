"""Which figures a user asks for and may see: campaign, office, team, week."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from contacts.models import Office
from outreach.campaigns.models import Campaign, Team
from outreach.statistics.cells import CAMPAIGN, office_place, team_place
from outreach.statistics.indicators import Words
from outreach.statistics.timeline import ALL_WEEKS


@dataclass(frozen=True)
class Scope:
    """One place and time of a campaign, and what else the user could choose there."""

    campaign: Campaign
    # What the user may see: of the campaign, and the teams of the office if one is chosen; by name.
    offices: list[Office]
    teams: list[Team]
    office: Office | None = None
    team: Team | None = None
    week: str = ALL_WEEKS
    problems: tuple[Words, ...] = ()

    @property
    def place(self) -> str:
        """The place whose figures are shown."""
        if self.team:
            return team_place(self.team.code)
        return office_place(self.office.code) if self.office else CAMPAIGN

    @property
    def site(self) -> str:
        """The office of the place, or the campaign: what has figures by week and by outcome."""
        return office_place(self.office.code) if self.office else CAMPAIGN


def sees_every_office(user: Any) -> bool:
    """Say whether the user sees figures of all offices: those who see no contacts do."""
    return not user.has_perm("contacts.view_contact")


def offices_seen(user: Any, campaign: Campaign) -> QuerySet[Office]:
    """Return the campaign's offices whose figures the user may see, also where only a team of the
    office belongs to the campaign."""
    offices = Office.objects.filter(pk__in=Team.objects.filter(campaign=campaign).values("office"))
    offices = (offices | Office.objects.filter(campaigns=campaign)).distinct()
    return offices if sees_every_office(user) else offices.filter(staff=user)


def campaign_seen(user: Any, slug: str) -> Campaign:
    """Return the campaign of that address; 404 where the user may not see it."""
    campaign = Campaign.objects.visible_to(user).filter(slug=slug).first()
    if campaign is None:
        raise Http404
    return campaign


def choose_campaign(user: Any, slug: str) -> tuple[Campaign | None, list[Campaign]]:
    """Return the campaign of that address, or else the newest that runs, and all that the user may
    see; None where there is none. Another's campaign is a 404."""
    campaigns = sorted(
        Campaign.objects.visible_to(user), key=lambda one: one.status != Campaign.Status.RUNNING
    )
    if slug:
        return campaign_seen(user, slug), campaigns
    return next(iter(campaigns), None), campaigns


def read_scope(user: Any, campaign: Campaign, asked: QueryDict, weeks: Container[str]) -> Scope:
    """Return the place and the week of the campaign that the address asks for.

    An office that is not the user's is a 404. An office, a team or a week that merely is not in
    the campaign is left out, and `problems` says so.
    """
    offices = list(offices_seen(user, campaign))
    problems: list[Words] = []
    office = _office(user, asked.get("office", ""), offices, problems)
    if office is None and not sees_every_office(user):
        if not offices:
            raise Http404
        office = offices[0]
    teams = _teams(campaign, [office] if office else offices)
    team = _team(asked.get("team", ""), teams, problems)
    if team and office is None:
        office = team.office
        teams = _teams(campaign, [office])
    week = _week(asked.get("week", ""), weeks, team, problems)
    return Scope(campaign, offices, teams, office, team, week, tuple(problems))


def _office(user: Any, code: str, offices: list[Office], problems: list[Words]) -> Office | None:
    found = next((office for office in offices if office.code == code), None)
    if code and found is None:
        theirs = Office.objects.filter(code=code)
        if not (theirs if sees_every_office(user) else theirs.filter(staff=user)).exists():
            raise Http404
        problems.append(_("That office is not in this campaign."))
    return found


def _teams(campaign: Campaign, offices: Iterable[Office]) -> list[Team]:
    return list(
        Team.objects.filter(campaign=campaign, office__in=offices)
        .select_related("office")
        .order_by("office__name", "name", "pk")
    )


def _team(code: str, teams: list[Team], problems: list[Words]) -> Team | None:
    found = next((team for team in teams if team.code == code), None)
    if code and found is None:
        problems.append(_("That team is not in this office."))
    return found


def _week(week: str, weeks: Container[str], team: Team | None, problems: list[Words]) -> str:
    if not week:
        return ALL_WEEKS
    if team:
        problems.append(_("A team has no figures by week. All weeks are shown."))
        return ALL_WEEKS
    if week not in weeks:
        problems.append(_("There are no figures for that week. All weeks are shown."))
        return ALL_WEEKS
    return week
