"""The dashboard as a PDF, opened again by pypdf: the figures of the snapshot, and none besides."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from outreach.accounts.models import AuditEntry
from outreach.campaigns.models import Campaign
from outreach.statistics.dashboard import Dashboard
from outreach.statistics.models import Snapshot
from outreach.statistics.pdf.contents import sections_of
from outreach.statistics.pdf.paper import Paper
from outreach.statistics.pdf.pictures import hatch
from tests.factories import TeamFactory
from tests.statistics.history import make_history
from tests.statistics.test_dashboard import PAGE, log
from tests.statistics.test_dashboard import busy as busy

PDF = f"{PAGE}pdf/"


@pytest.fixture
def small(team, campaign) -> Campaign:
    """Four of 64 people reached: too few to be told."""
    log(team, "CONTACT_PERSON", 4, response="INFORMATION_ONLY")
    log(team, "NO_ANSWER", 60)
    return campaign


def entries():
    return AuditEntry.objects.filter(additional_data__deed="export_dashboard")


def opened(client, **asked: str) -> PdfReader:
    response = client.get(PDF, asked)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def text_of(reader: PdfReader) -> str:
    """All pages in a row, without the breaks of lines."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def figures_of(client, **asked: str) -> Dashboard:
    return client.get(PAGE, asked).context["figures"]


def tags(element: DictionaryObject) -> list[str]:
    """The kinds of tags below this one, in the order in which they are read."""
    inner = element.get("/K", [])
    kinds = [element["/S"]] if "/S" in element else []
    for one in inner if isinstance(inner, list) else [inner]:
        found = one.get_object()
        kinds += tags(found) if isinstance(found, DictionaryObject) else []
    return kinds


def test_every_row_of_the_dashboard_is_in_it_with_the_same_figures(
    signed_in, manager, campaign, office, other_office
) -> None:
    make_history(campaign, [office, other_office], seed=3)
    client = signed_in(manager)
    text = text_of(opened(client))
    figures = figures_of(client)
    tables = [table for section in sections_of(figures) for table in section.tables]
    assert len(tables) >= 10
    for table in tables:
        for name, cells in table.rows:
            assert " ".join([name, *cells]).replace("\u00a0", " ") in text
    for reading in figures.headlines:
        assert f"{reading.indicator.label} {reading.text}" in text


def test_the_figures_are_those_that_the_snapshot_keeps(signed_in, manager, busy) -> None:
    text = text_of(opened(signed_in(manager)))
    cells = Snapshot.objects.get().figures["cells"]
    tried, reached = (cells[count][""][""] for count in ("attempted", "reached_direct"))
    assert (tried, reached) == (60, 20)
    assert f"Reached in person, of those tried 33% {reached} of {tried}" in text
    assert f"People tried {tried} " in text


def test_it_is_made_of_what_is_kept_and_reads_no_visit(
    signed_in, manager, busy, team, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    client = signed_in(manager)
    client.get(PAGE)
    log(team, "CONTACT_PERSON", 15)
    assert "Reached in person, of those tried 33% 20 of 60" in text_of(opened(client))


def test_a_small_count_is_a_word_and_nowhere_a_number(signed_in, manager, small) -> None:
    text = text_of(opened(signed_in(manager)))
    assert "Reached in person hidden" in text
    assert "“hidden” stands for a count from 1 to 10" in text
    figures = text[text.index("The main figures") : text.index("How it is counted")]
    figures = re.sub(r"Eastside fall · .{20,40} \d / \d", "", figures)
    assert "64" in figures.split()
    assert not {"4", "60", "6%", "94%"} & {*figures.split()}


def test_it_says_what_it_is(signed_in, manager, busy, office) -> None:
    Campaign.objects.update(goal=1200)
    reader = opened(signed_in(manager))
    text = text_of(reader)
    assert reader.metadata.title == "Eastside fall: Statistics"
    assert "Office: All offices Team: All teams Week: All weeks Figures made: " in text
    assert f"Definitions: version {Snapshot.objects.get().definitions_version} " in text
    assert "The goal is 1,200 people." in text
    assert "People reached in person ÷ People tried." in text
    pages = [page.extract_text().split()[-3:] for page in reader.pages]
    assert pages == [[str(n), "/", str(len(pages))] for n in range(1, len(pages) + 1)]


def test_it_is_of_the_place_and_week_of_the_address(signed_in, manager, busy, team) -> None:
    client = signed_in(manager)
    week = next(key for key, _label in client.get(PAGE).context["weeks"] if key)
    asked = {"campaign": busy.slug, "office": "hartford", "week": week}
    assert f"{PDF}?campaign={busy.slug}" in client.get(PAGE, asked).content.decode()
    response = client.get(PDF, asked)
    assert f'"doorstep-dashboard_{busy.slug}_hartford_{week}_' in response["Content-Disposition"]
    text = text_of(PdfReader(BytesIO(response.content)))
    assert (
        f"Office: Hartford Team: All teams Week: {figures_of(client, **asked).week_words}" in text
    )
    assert f"Team: {team.name}" in text_of(opened(client, office="hartford", team=team.code))


def test_screen_readers_find_headings_tables_and_charts(signed_in, manager, busy) -> None:
    reader = opened(signed_in(manager))
    outline = [entry.title for entry in reader.outline[1] if not isinstance(entry, list)]
    assert "Week by week" in outline
    root = reader.trailer["/Root"]
    found = tags(root["/StructTreeRoot"])
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert found[:3] == ["/Document", "/H1", "/P"]
    assert found.count("/H1") == 1
    assert found.count("/H2") > 5
    assert found.count("/Figure") == 5
    assert {"/Table", "/TR", "/TH", "/TD"} <= set(found)


def test_every_chart_is_drawn_in_lines_not_in_points(signed_in, manager, busy) -> None:
    assert [page.images[:] for page in opened(signed_in(manager)).pages if page.images] == []


def test_it_reads_in_spanish(signed_in, manager, small) -> None:
    manager.language = "es"
    manager.save()
    reader = opened(signed_in(manager))
    text = text_of(reader)
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Cuándo hay alguien en casa" in text
    assert "Contactadas en persona oculto" in text


def test_names_outside_latin_are_whole_or_say_what_is_missing(
    signed_in, manager, busy, office
) -> None:
    Campaign.objects.update(name="Łódź · Ђурађ")
    client = signed_in(manager)
    text = text_of(opened(client))
    assert "Łódź · Ђурађ" in text
    assert "stands for a letter that this file has no shape for" not in text
    team = TeamFactory(campaign=busy, office=office, name="Team 李 Ng")
    client.post(f"{PAGE}refresh/?campaign={busy.slug}")
    text = text_of(opened(client, team=team.code))
    assert "Team: Team [U+674E] Ng" in text
    assert "stands for a letter that this file has no shape for" in text


def test_a_word_wider_than_its_line_is_cut_and_none_of_it_lost() -> None:
    paper = Paper("", "en", "")
    paper.write_in(9)
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
    lines = paper.wrapped(f"Team {name} west", 30)
    assert len(lines) > 3
    assert all(paper.get_string_width(line) <= 30 for line in lines)
    assert "".join(lines).replace(" ", "") == f"Team{name}west"


def test_the_hatching_stays_inside_its_shape() -> None:
    corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 4.0), (0.0, 4.0)]
    lines = list(hatch(corners))
    assert len(lines) > 5
    for line in lines:
        assert all(-1e-9 <= x <= 10 + 1e-9 and -1e-9 <= y <= 4 + 1e-9 for x, y in line)


def test_each_file_writes_its_audit_entry_first(signed_in, manager, busy, monkeypatch) -> None:
    client = signed_in(manager)
    reader = opened(client, office="hartford")
    told = entries().get().additional_data
    assert (told["format"], told["place"], told["week"]) == ("pdf", "office:hartford", "all")
    assert f"Figures in the tables: {told['rows']}" in text_of(reader)

    def fail(*_args: object, **_details: object) -> None:
        raise OSError("the audit log cannot be written")

    monkeypatch.setattr("outreach.statistics.pdf_views.log_export", fail)
    with pytest.raises(OSError, match="audit log"):
        client.get(PDF)


@pytest.mark.parametrize("role", ["agent", "auditor", "administrator"])
def test_others_do_not_find_it(signed_in, request, busy, role) -> None:
    assert signed_in(request.getfixturevalue(role)).get(PDF).status_code == 404
    assert not entries().exists()


def test_without_figures_the_dashboard_says_why(signed_in, manager, campaign, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    client = signed_in(manager)
    client.get(PAGE)
    team = TeamFactory(campaign=campaign)
    response = client.get(PDF, {"campaign": campaign.slug, "team": team.code})
    assert response["Location"] == f"{PAGE}?campaign={campaign.slug}&team={team.code}"
    assert not entries().exists()
