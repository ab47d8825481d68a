"""The whole job in a real browser: from a lead list to the exported figures.

Every step is done on the pages, by the people who do it: nothing is written to the database behind
their back but the people, their office and the postal codes that it covers.
"""

import csv
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from contacts.models import PostalArea
from outreach.statistics.exports import HIDDEN
from outreach.visits.codelists import (
    ACCEPTED,
    ANY_REACH,
    ATTEMPTS,
    DIRECT_REACH,
    REFUSED,
    SupplyItem,
)
from outreach.visits.models import SupplyGiven, Visit, VisitReport
from tests.factories import PASSWORD

STREETS = ("Maple Street", "Oak Street", "Spruce Street", "Center Street")
LEADS = 24
SPOKE = LEADS // 2
A_PHONE, A_DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SMALL = range(1, 11)


@pytest.fixture
def office(office):
    """The office and its postal codes."""
    PostalArea.objects.create(office=office, prefix="060")
    return office


@pytest.fixture
def lead_list(tmp_path):
    """A messy list: semicolons, odd spellings, lost zeros, one person twice, one without a name."""
    rows = [_lead(number) for number in range(LEADS)]
    twice = [rows[0][0], rows[0][1].lower(), "12  MAPLE ST.", *rows[0][3:]]
    nameless = ["", "", "7 Ash Street", "Manchester", "ct", "6040", "", "", ""]
    out = StringIO()
    head = ["First Name", "Surname", "Address", "Town", "State", "Zip", "Cell", "Lat", "Lng"]
    csv.writer(out, delimiter=";").writerows([head, *rows, twice, nameless])
    path = tmp_path / "leads.csv"
    path.write_bytes(out.getvalue().encode("cp1252"))
    return path


def _lead(number: int) -> list[str]:
    return [
        "José" if number % 2 else "Rosa",
        f"NÚÑEZ {'ABCDEFGHIJKLMNOPQRSTUVWX'[number]}",
        f"{12 + number} {STREETS[number % len(STREETS)]}",
        "Manchester",
        "ct",
        "6040",
        f"860.555.01{number:02d}",
        f"{41.77 + number / 1000:.4f}",
        f"{-72.52 - number / 1000:.4f}",
    ]


def test_it_goes_from_a_lead_list_to_the_exported_figures(
    live_server, page: Page, office, coordinator, agent, manager, lead_list
):
    page.set_viewport_size(A_DESK)
    day = datetime.now(ZoneInfo(office.time_zone)).date()

    sign_in(page, live_server.url, coordinator)
    import_list(page, lead_list)
    make_campaign(page, day)
    write_scripts(page)
    make_team(page, agent)
    enroll_everyone(page)
    start_campaign(page)
    plan_and_publish(page, day)
    sign_out(page)

    page.set_viewport_size(A_PHONE)
    sign_in(page, live_server.url, agent)
    log_the_day(page)
    sign_out(page)

    page.set_viewport_size(A_DESK)
    sign_in(page, live_server.url, manager)
    exported = export_figures(page, live_server.url, day)

    compare(of_whole_campaign(exported), plain_count())


def sign_in(page: Page, url: str, user) -> None:
    page.goto(url)
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


def sign_out(page: Page) -> None:
    page.goto(f"{_root(page)}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def import_list(page: Page, lead_list) -> None:
    page.goto(f"{_root(page)}/contacts/import/")
    page.locator("input[type=file]").set_input_files(lead_list)
    page.get_by_role("button", name="Read the list").click()
    expect(page.locator("#what-happens")).to_contain_text(f"{LEADS} new")
    expect(page.locator("#what-happens")).to_contain_text("1 with problems")
    page.get_by_role("button", name="Import the list").click()
    expect(page.locator("#refused")).to_contain_text("1 row was refused")
    tiles = page.locator(".tile-number").all_inner_texts()
    assert [tile.split() for tile in tiles] == [
        [str(LEADS), "new"],
        ["0", "updated"],
        ["0", "unchanged"],
        ["1", "duplicate"],
        ["1", "refused"],
    ]


def make_campaign(page: Page, day) -> None:
    page.goto(f"{_root(page)}/campaigns/new/")
    page.locator("[name=name]").fill("Eastside fall")
    page.locator("[name=starts_on]").fill(f"{day}")
    page.locator("[name=ends_on]").fill(f"{day + timedelta(days=30)}")
    page.locator("[name=visiting_from]").fill("00:05")
    page.locator("[name=visiting_to]").fill("23:55")
    for weekday in page.locator("[name=visiting_days]").all():
        weekday.check()
    page.get_by_label("Hartford").check()
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("heading", name="Eastside fall")).to_be_visible()


def write_scripts(page: Page) -> None:
    page.get_by_role("link", name="Edit the script").click()
    for language, hello in {"en": "Hello", "es": "Buenos días"}.items():
        page.locator(f"[name={language}-to_the_person]").fill(f"{hello}, we came to talk.")
        page.locator(f"[name={language}-to_anyone_else]").fill(f"{hello}, a health matter.")
    page.get_by_role("button", name="Save both").click()
    expect(page.get_by_text("we came to talk").first).to_be_visible()


def make_team(page: Page, agent) -> None:
    page.get_by_role("link", name="New team").click()
    page.locator("[name=name]").fill("Route B")
    page.locator("[name=shift_from]").fill("00:10")
    page.locator("[name=shift_to]").fill("23:50")
    page.locator("[name=start_zip]").fill("06040")
    page.get_by_label(str(agent)).select_option("AGENT")
    page.get_by_role("button", name="Save the team").click()
    expect(page.get_by_role("link", name="Route B")).to_be_visible()


def enroll_everyone(page: Page) -> None:
    page.get_by_role("link", name="Enroll people").first.click()
    page.get_by_role("button", name=f"Enroll {LEADS} people").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{LEADS}")


def start_campaign(page: Page) -> None:
    page.goto(f"{_root(page)}/campaigns/eastside-fall/start/")
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_role("link", name="Plan a day")).to_be_visible()


def plan_and_publish(page: Page, day) -> None:
    page.get_by_role("link", name="Plan a day").click()
    page.locator("[name=day]").fill(f"{day}")
    page.get_by_role("button", name="Plan the routes").click()
    route = page.get_by_role("region", name="Route B")
    expect(route.locator("ol > li")).to_have_count(LEADS, timeout=30_000)
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.locator(".tag", has_text="Published").first).to_be_visible()


def log_the_day(page: Page) -> None:
    """Log every door: one undone first, then half without an answer, half with an acceptance."""
    _knock_in_vain(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"0 of {LEADS} doors")).to_be_visible()
    for done in range(LEADS - SPOKE):
        expect(page.get_by_text(f"{done} of {LEADS} doors")).to_be_visible()
        _knock_in_vain(page)
    _correct_to_moved(page)
    for number in range(SPOKE):
        _speak(page, naloxone=number == 0)
    expect(page.get_by_text(f"{LEADS} of {LEADS} doors")).to_be_visible()


def _knock_in_vain(page: Page) -> None:
    """One tap at the next door."""
    page.get_by_role("button", name="No answer").click()
    expect(page.locator("[data-saved]")).to_contain_text("Saved: No answer")


def _correct_to_moved(page: Page) -> None:
    page.locator("details.done summary").click()
    page.locator("details.done a").first.click()
    page.get_by_role("link", name="Correct the log").click()
    page.get_by_role("link", name="Moved or wrong").click()
    page.get_by_label("Moved away").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved]")).to_contain_text("Saved: Moved away")


def _speak(page: Page, *, naloxone: bool) -> None:
    page.get_by_role("link", name="Log visit").click()
    page.get_by_role("link", name="Spoke with someone").click()
    page.get_by_label("Accepted a referral").check()
    if naloxone:
        page.get_by_label("Naloxone kit").select_option("1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved]")).to_contain_text("Saved: Spoke with the person")


def export_figures(page: Page, url: str, day) -> list[dict[str, str]]:
    address = f"{url}/statistics/export/?campaign=eastside-fall&since={day}&until={day}&format=csv"
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == f"doorstep-figures_eastside-fall_{day}_{day}.csv"
    return list(csv.DictReader(StringIO(download.value.path().read_text("utf-8"))))


def plain_count() -> dict[str, int]:
    """Count the reports made on the way, one by one, without the code that is tested."""
    reports = list(VisitReport.objects.current().select_related("visit"))
    outcomes = Counter(report.disposition for report in reports)
    supplies = list(SupplyGiven.objects.filter(report__in=[report.pk for report in reports]))
    naloxone = [each for each in supplies if each.item == SupplyItem.NALOXONE]
    accepted = [report for report in reports if report.response in ACCEPTED]

    def people(codes) -> int:
        return len({r.visit.contact_id for r in reports if r.disposition in codes})

    return {
        "assigned": len({visit.contact_id for visit in Visit.objects.all()}),
        "attempted": people(ATTEMPTS),
        "reached_any": people(ANY_REACH),
        "reached_direct": people(DIRECT_REACH),
        "refused": people(REFUSED),
        "accepted": len({report.visit.contact_id for report in accepted}),
        "attempts": sum(outcomes[code] for code in ATTEMPTS),
        "logged": len(reports),
        "naloxone_kits": sum(each.quantity for each in naloxone),
        "naloxone_doses": sum(each.doses for each in naloxone),
        "supplied": len({each.report.visit.contact_id for each in supplies}),
        **{f"outcome_{code.lower()}": count for code, count in outcomes.items()},
    }


def of_whole_campaign(exported: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Keep the rows that are of no one office, team or week, by their indicator."""
    whole = [row for row in exported if not (row["office"] or row["team"] or row["week"])]
    return {row["indicator"]: row for row in whole}


def compare(figures: dict[str, dict[str, str]], counted: dict[str, int]) -> None:
    """Every figure is the plain count or hidden; the small ones are hidden, the large ones not."""
    shown = {name: figures[name]["value"] for name in counted}
    # The walk itself, so that two empty counts do not agree.
    assert counted["logged"] == counted["assigned"] == LEADS
    assert counted["reached_direct"] == counted["accepted"] == SPOKE
    assert counted["naloxone_kits"] == counted["outcome_moved"] == 1
    for name, count in counted.items():
        if count in SMALL:
            assert shown[name] == HIDDEN, name
            assert figures[name]["note"].startswith("Hidden"), name
        else:
            assert shown[name] in (str(count), HIDDEN), name
    large = {"assigned", "attempted", "reached_direct", "reached_any", "accepted", "refused"}
    assert {name: shown[name] for name in large} == {name: str(counted[name]) for name in large}
    assert figures["direct_reach_rate"]["value"] == str(100 * SPOKE / LEADS)
    assert figures["acceptance_rate"]["value"] == "100.0"
    assert figures["attempts_a_person"]["value"] == "1.0"


def _root(page: Page) -> str:
    scheme, _empty, host = page.url.split("/")[:3]
    return f"{scheme}//{host}"
