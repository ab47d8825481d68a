"""The dashboard: who sees which figures, what the address chooses, and what stays hidden."""

import re
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID

import pytest
from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.statistics import snapshots
from outreach.statistics.models import Snapshot
from outreach.visits.authors import Author
from outreach.visits.devices import note_logged, register
from outreach.visits.models import VisitReport
from tests.factories import CampaignFactory, TeamFactory, UserFactory, today
from tests.statistics.history import make_history, report_visit, visit_of

PAGE = "/statistics/"


def log(team, disposition: str, times: int, day: date = date(2026, 10, 5), **fields) -> None:
    for _ in range(times):
        report_visit(visit_of(team, day=day), disposition, **fields)


def words(response) -> str:
    """The page as it is read: without tags, spaces run together."""
    text = re.sub(r"<(script|style|title).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture
def busy(team, campaign) -> Campaign:
    """Sixty people tried, twenty of them reached, all in the team's first week."""
    log(team, "CONTACT_PERSON", 20, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 40)
    return campaign


def test_it_shows_the_managers_figures(signed_in, manager, busy) -> None:
    text = words(signed_in(manager).get(PAGE))
    assert "Eastside fall" in text
    assert "Reached in person, of those tried 33% 20 of 60" in text
    assert "Of every 10 people tried, about 3 were reached in person." in text
    assert re.search(r"As of \d+", text)


def test_it_defines_each_figure_beside_it(signed_in, manager, busy) -> None:
    text = words(signed_in(manager).get(PAGE))
    assert "People with whom the team spoke themselves at least once." in text
    assert "People reached in person ÷ People tried." in text
    assert "Weeks, quarters, teams and offices do not add up to the total." in text


def test_it_measures_against_the_goal_of_the_whole_campaign(signed_in, manager, busy) -> None:
    Campaign.objects.update(goal=1200)
    assert "The goal is 1,200 people." in words(signed_in(manager).get(PAGE))
    assert "The goal" not in words(signed_in(manager).get(PAGE, {"office": "hartford"}))


def test_it_hides_small_counts_and_says_so(signed_in, manager, team) -> None:
    log(team, "CONTACT_PERSON", 4)
    log(team, "NO_ANSWER", 60)
    text = words(signed_in(manager).get(PAGE))
    assert "Reached in person hidden" in text
    assert "It never means zero." in text
    assert "Spoke with the person hidden No answer" in text.replace(
        "Spoke with someone else there 0 ", ""
    )


def test_it_shows_zero_as_zero(signed_in, manager, busy) -> None:
    assert "Has died 0" in words(signed_in(manager).get(PAGE))


def test_each_chart_has_its_table_and_its_words(signed_in, manager, busy) -> None:
    page = signed_in(manager).get(PAGE).content.decode()
    assert page.count('role="img"') == page.count("As a table") == 5
    assert '<title id="funnel-title">' in page
    assert (
        '<desc id="trend-text">Week of Oct. 5, 2026: People tried 60, Reached in person 20. '
        in page
    )
    assert "style=" not in page


def test_it_draws_what_came_of_referrals_and_texts(signed_in, manager, busy) -> None:
    page = signed_in(manager).get(PAGE).content.decode()
    said = dict(re.findall(r'<desc id="(\w+)-text">(.*?)</desc>', page, re.S))
    assert said["referrals"].startswith("Referrals: 0. ")
    assert "Linked within 30 days: –." in said["referrals"]
    assert said["texts"].startswith("Agreed to texts: 0. Took consent back: 0. ")
    for chart, unit in [("referrals", "Percent"), ("texts", "Texts")]:
        drawing = re.search(rf'aria-labelledby="{chart}-title.*?</svg>', page, re.S)[0]
        assert f">{unit}</text>" in drawing


def test_it_says_what_phones_still_hold_back(signed_in, manager, busy, agent, coordinator) -> None:
    client = signed_in(manager)
    assert "not yet sent" not in words(client.get(PAGE))
    now = timezone.now()
    for number, logged in [(UUID(int=1), 5), (UUID(int=2), 3)]:
        register(agent, number, "A phone", 1, now)
        note_logged(Author(agent, number, today()), logged, now)
    page = client.get(PAGE)
    assert "8 visits not yet sent from 2 phones" in words(page)
    # The list names people; a manager sees figures without names.
    assert "/phones/" not in page.content.decode()
    own = signed_in(coordinator).get(PAGE)
    assert "8 visits not yet sent from 2 phones" in words(own)
    assert 'href="/phones/"' in own.content.decode()


def test_it_counts_the_phones_of_the_offices_in_view_only(
    signed_in, manager, busy, agent, other_office, coordinator
) -> None:
    busy.offices.add(other_office)
    elsewhere = UserFactory(office=other_office, role="agent")
    now = timezone.now()
    register(elsewhere, UUID(int=3), "A phone", 1, now)
    note_logged(Author(elsewhere, UUID(int=3), today()), 2, now)
    client = signed_in(manager)
    assert "2 visits not yet sent from 1 phone" in words(client.get(PAGE))
    assert "not yet sent" not in words(client.get(PAGE, {"office": "hartford"}))
    assert "not yet sent" not in words(signed_in(coordinator).get(PAGE))


@pytest.mark.usefixtures("in_new_york")
def test_it_tells_when_people_are_home(signed_in, manager, busy, team) -> None:
    # 9 and 18 o'clock in New York.
    for hour, answer, times in [(13, "NO_ANSWER", 30), (22, "CONTACT_HOUSEHOLD", 20)]:
        at = datetime(2026, 10, 6, hour, tzinfo=UTC)
        log(team, answer, times, day=at.date(), knocked_at=at)
    log(team, "NO_ANSWER", 20, day=at.date(), knocked_at=at)
    page = signed_in(manager).get(PAGE).content.decode()
    assert "Before noon: Mon –, Tue 0%, Wed –" in page
    assert "From 5 p.m.: Mon –, Tue 50%, Wed –" in page
    assert "20 of 40" in page


def test_it_chooses_office_team_and_week_by_the_address(
    signed_in, manager, busy, office, other_office
) -> None:
    busy.offices.add(other_office)
    denver = TeamFactory(campaign=busy, office=other_office)
    log(denver, "CONTACT_PERSON", 50, date(2026, 10, 12))
    client = signed_in(manager)

    def reached(**asked: str) -> str:
        found = re.search(r"Reached in person (\S+) How it is", words(client.get(PAGE, asked)))
        return found[1] if found else ""

    assert reached() == "70"
    assert reached(office="denver") == "50"
    assert reached(team=denver.code) == "50"
    assert reached(office="denver", week="2026-W41") == "0"
    assert reached(week="2026-W42") == "50"


def test_it_says_what_of_the_address_it_left_out(signed_in, manager, busy, other_office) -> None:
    client = signed_in(manager)
    assert "That office is not in this campaign." in words(client.get(PAGE, {"office": "denver"}))
    assert "That team is not in this office." in words(client.get(PAGE, {"team": "nobody"}))
    assert "no figures for that week" in words(client.get(PAGE, {"week": "2020-W01"}))


@pytest.mark.parametrize("asked", [{"campaign": "none"}, {"office": "atlantis"}])
def test_it_knows_nothing_of_what_is_not_there(signed_in, manager, busy, asked) -> None:
    assert signed_in(manager).get(PAGE, asked).status_code == 404


def test_a_coordinator_sees_the_own_offices_figures_only(
    signed_in, coordinator, busy, other_office
) -> None:
    busy.offices.add(other_office)
    log(TeamFactory(campaign=busy, office=other_office, name="Elsewhere"), "CONTACT_PERSON", 30)
    response = signed_in(coordinator).get(PAGE)
    text = words(response)
    assert "33% 20 of 60" in text
    assert "All offices" not in text
    assert "Denver" not in text
    assert "Elsewhere" not in text
    assert 'href="/statistics/export/"' not in response.content.decode()
    assert signed_in(coordinator).get(PAGE, {"office": "denver"}).status_code == 404


def test_a_coordinator_of_another_office_does_not_find_the_campaign(
    signed_in, other_coordinator, busy
) -> None:
    client = signed_in(other_coordinator)
    assert client.get(PAGE, {"campaign": busy.slug}).status_code == 404
    assert client.post(f"{PAGE}refresh/?campaign={busy.slug}").status_code == 404
    assert "No campaign yet" in words(client.get(PAGE))


@pytest.mark.parametrize("role", ["agent", "administrator", "auditor"])
def test_others_do_not_find_it(signed_in, request, busy, role) -> None:
    client = signed_in(request.getfixturevalue(role))
    for page in (PAGE, f"{PAGE}export/", f"{PAGE}export/visits/"):
        assert client.get(page).status_code == 404


def test_it_prefers_the_campaign_that_runs(signed_in, manager, busy) -> None:
    CampaignFactory(
        name="Later", status="DRAFT", starts_on=date(2031, 1, 1), ends_on=date(2031, 2, 1)
    )
    assert "<h1>Eastside fall</h1>" in signed_in(manager).get(PAGE).content.decode()


def test_it_shows_a_campaign_without_visits(signed_in, manager, campaign) -> None:
    text = words(signed_in(manager).get(PAGE))
    assert "No visits yet." in text
    assert "hidden" not in text.replace("Hidden", "")


def test_it_says_that_the_first_figures_of_a_large_campaign_are_being_made(
    signed_in, manager, busy, settings, monkeypatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(snapshots, "COUNTED_AT_ONCE", -1)
    assert "The first figures are being made" in words(signed_in(manager).get(PAGE))


def test_it_does_not_stumble_over_a_team_newer_than_the_figures(
    signed_in, manager, busy, office, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    client = signed_in(manager)
    client.get(PAGE)
    team = TeamFactory(campaign=busy, office=office)
    assert "Not counted yet" in words(client.get(PAGE, {"team": team.code}))


def test_it_refreshes_and_comes_back_to_the_same_view(signed_in, manager, busy, team) -> None:
    client = signed_in(manager)
    client.get(PAGE)
    log(team, "CONTACT_PERSON", 15)
    asked = f"campaign={busy.slug}&office=hartford"
    response = client.post(f"{PAGE}refresh/?{asked}")
    assert response["Location"] == f"{PAGE}?{asked}"
    assert Snapshot.objects.get().figures["cells"]["reached_direct"][""][""] == 35


def test_it_reads_no_reports(
    signed_in, manager, campaign, office, other_office, django_assert_max_num_queries, monkeypatch
) -> None:
    make_history(campaign, [office, other_office], seed=1)
    client = signed_in(manager)
    client.get(PAGE)
    monkeypatch.setattr(VisitReport.objects, "current", lambda: pytest.fail("read reports"))
    with django_assert_max_num_queries(14):
        assert client.get(PAGE).status_code == 200


def test_it_reads_in_spanish_without_breaking_the_charts(signed_in, manager, busy) -> None:
    manager.language = "es"
    manager.save()
    page = signed_in(manager).get(PAGE).content.decode()
    assert not re.findall(r'(?:x|y|width|height)="[\d]+,\d', page)
