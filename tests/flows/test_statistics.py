"""The dashboard and its exports in Chromium: filters, tables by key, small counts, files, paper."""

import csv
import json
import re
import time

import pytest
from playwright.sync_api import Page, expect

from contacts.models import PostalArea
from outreach.accounts.models import AuditEntry
from outreach.campaigns.models import Campaign
from outreach.statistics.models import ExportJob
from outreach.statistics.tasks import make_export
from tests.accounts.codes import code_at, give_app
from tests.factories import TeamFactory
from tests.flows.test_accessibility import _violations
from tests.flows.test_second_factor import give_password
from tests.statistics.history import report_visit, visit_of
from tests.statistics.test_dashboard import log

# Funnel, weeks, areas, hours, referrals, texts.
CHARTS = 6


@pytest.fixture
def busy(campaign, team, office, other_office) -> Campaign:
    """Two offices over two weeks, with figures that can be shown and some that are hidden."""
    campaign.offices.add(other_office)
    PostalArea.objects.create(office=office, prefix="061")
    PostalArea.objects.create(office=other_office, prefix="802")
    log(team, "CONTACT_PERSON", 20, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 40)
    log(team, "MOVED", 4)
    denver = TeamFactory(campaign=campaign, office=other_office, name="Mile High")
    log(denver, "NO_ANSWER", 30)
    return campaign


@pytest.fixture
def desk(open_as, manager, busy) -> Page:
    return open_as(manager)


@pytest.mark.slow
def test_the_filters_stand_in_the_address_that_can_be_sent(live_server, desk, open_as, manager):
    desk.goto(f"{live_server.url}/statistics/")
    desk.get_by_label("Office", exact=True).select_option("Hartford")
    desk.get_by_role("button", name="Show").click()
    expect(desk).to_have_url(re.compile("office=hartford"))
    desk.get_by_label("Week", exact=True).select_option("Week of Oct. 5, 2026")
    desk.get_by_role("button", name="Show").click()
    expect(desk).to_have_url(re.compile("office=hartford.*week=2026-W41"))
    sent = open_as(manager)
    sent.goto(desk.url)
    expect(sent.get_by_text("Hartford · Week of Oct. 5, 2026")).to_be_visible()
    expect(sent.get_by_label("Office", exact=True)).to_have_value("hartford")
    sent.go_back()
    sent.goto(f"{live_server.url}/statistics/?office=denver")
    expect(sent.locator(".headlines")).to_contain_text("30")


def test_each_charts_table_is_one_key_away(live_server, desk):
    desk.goto(f"{live_server.url}/statistics/")
    pictures = desk.get_by_role("img")
    summaries = desk.locator("details.as-table > summary")
    expect(summaries).to_have_count(CHARTS)
    assert pictures.count() == CHARTS
    for number in range(CHARTS):
        table = desk.locator("details.as-table").nth(number).get_by_role("table")
        expect(table).to_be_hidden()
        summaries.nth(number).focus()
        desk.keyboard.press("Enter")
        expect(table).to_be_visible()


def test_small_counts_want_the_second_factor_and_a_reason_and_are_audited(
    live_server, page, manager, busy, settings
):
    settings.REQUIRE_SECOND_FACTOR = True
    give_app(manager)
    give_password(page, live_server.url, manager)
    page.get_by_label("Code from your app").fill(code_at(time.time()))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    _forget_how_recent()
    page.goto(f"{live_server.url}/statistics/")
    page.get_by_role("link", name="Small counts").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    # The app's next code: each is good once.
    page.get_by_label("Code").fill(code_at(time.time() + 30))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("group", name="Why do you need them?")).to_be_visible()
    seen = AuditEntry.objects.filter(additional_data__deed="view_small_counts")
    assert not seen.exists()
    page.get_by_label("Look into missing or late reports").check()
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_role("row", name="Moved away 4")).to_be_visible()
    entry = seen.get()
    assert (entry.actor, entry.additional_data["reason"]) == (manager, "QUALITY")


def _forget_how_recent() -> None:
    """As if more than five minutes had passed since the sign-in."""
    from django.contrib.sessions.models import Session

    [kept] = Session.objects.all()
    data = kept.get_decoded()
    for record in data["account_authentication_methods"]:
        record["at"] -= 301
    kept.session_data = Session.objects.encode(data)
    kept.save()


@pytest.mark.slow
def test_an_export_of_figures_is_seen_and_then_downloaded(live_server, desk):
    desk.goto(f"{live_server.url}/statistics/")
    desk.get_by_role("link", name="Export").click()
    _ask(desk, since="2026-10-01", until="2026-10-31")
    desk.get_by_role("button", name="Show the first rows").click()
    expect(desk.get_by_role("table", name="The first five rows")).to_be_visible()
    text = _downloaded(desk).decode()
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    assert len(rows) > 20
    assert "94" in {cell for row in rows if "attempts" in row for cell in row}


@pytest.mark.slow
def test_a_period_published_again_is_a_restatement(live_server, desk, team):
    october = f"{live_server.url}/statistics/export/?campaign=eastside-fall&since=2026-10-01"
    october += "&until=2026-10-31&format=csv"
    desk.goto(october)
    _downloaded(desk)
    desk.goto(october)
    published = desk.get_by_text("the same period gives the same figures again")
    expect(published).to_be_visible()
    code = re.search(r"Publication (\S+) of", published.inner_text())[1]
    for _ in range(15):
        report_visit(visit_of(team), "NO_ANSWER")
    desk.goto(october)
    _downloaded(desk)
    desk.goto(october)
    expect(desk.get_by_text(f"It restates {code}")).to_be_visible()


@pytest.mark.slow
def test_a_long_export_shows_how_far_it_is_and_is_fetched(live_server, desk, settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    desk.goto(f"{live_server.url}/statistics/export/visits/")
    _ask(desk, since="2026-10-01", until="2026-10-31")
    desk.get_by_label("Format").select_option("json")
    desk.get_by_role("button", name="Have the file made").click()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    expect(desk.get_by_text("0 of 94 rows written")).to_be_visible()
    job = ExportJob.objects.get()
    make_export.call(job.pk)
    # The page asks by itself.
    expect(desk.get_by_text("The file is ready: 94 rows")).to_be_visible()
    expect(desk.get_by_role("progressbar")).to_have_count(0)
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Download").click()
    visits = json.loads(waiting.value.path().read_text())
    assert "94" in json.dumps(visits)[:2000]


def _ask(desk: Page, since: str, until: str) -> None:
    desk.get_by_label("Campaign").select_option("Eastside fall")
    desk.get_by_label("From").fill(since)
    desk.get_by_label("To", exact=True).fill(until)


def _downloaded(desk: Page) -> bytes:
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="Download").click()
    return waiting.value.path().read_bytes()


PAGES = (
    "",
    "?office=hartford",
    "?office=denver&week=2026-W41",
    "export/",
    "export/?campaign=eastside-fall&since=2026-10-01&until=2026-10-31&format=csv",
    "export/visits/",
    "small-counts/",
)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page_with_figures(live_server, desk, width, scheme):
    desk.set_viewport_size({"width": width, "height": 844})
    desk.emulate_media(color_scheme=scheme)
    found = [
        problem
        for path in PAGES
        for problem in _violations(desk, f"{live_server.url}/statistics/{path}")
    ]
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_the_printed_dashboard_says_what_it_is_and_fits_its_pages(live_server, desk):
    desk.emulate_media(media="print", color_scheme="dark")
    # As wide as US letter between its margins.
    desk.set_viewport_size({"width": 710, "height": 940})
    desk.goto(f"{live_server.url}/statistics/?office=hartford")
    for said in ["Hartford · All weeks", "From assigned to linked", "More figures"]:
        expect(desk.get_by_text(said, exact=False).first).to_be_visible()
    made = desk.get_by_text("Small counts are not shown.")
    expect(made).to_contain_text(re.compile(r"Definitions, version \d+"))
    expect(made).to_contain_text(re.compile(r"Made .*20\d\d"))
    for gone in ["Refresh", "Export", "Print or save as PDF", "Show"]:
        expect(desk.get_by_text(gone, exact=True).first).to_be_hidden()
    for gone in ["How it is counted", "As a table"]:
        assert not [one for one in desk.get_by_text(gone).all() if one.is_visible()]
    expect(desk.get_by_role("table", name="People by week")).to_be_visible()
    # Ink on white, whatever the screen's theme.
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    # What may not be broken fits on a page.
    for card in desk.locator("main .card:visible").all():
        assert card.bounding_box()["height"] < 940
    pages = len(re.findall(rb"/Type /Page\b", desk.pdf(prefer_css_page_size=True)))
    assert 3 <= pages <= 6


@pytest.mark.slow
def test_no_table_is_cut_on_paper(live_server, desk):
    desk.emulate_media(media="print")
    desk.set_viewport_size({"width": 710, "height": 940})
    desk.goto(f"{live_server.url}/statistics/")
    for table in desk.locator(".breakdown .table-wrap").all():
        assert table.evaluate("each => each.scrollWidth - each.clientWidth") <= 0
