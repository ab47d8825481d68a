"""One's own page, and the board."""

import pytest

from outreach.accounts.views.own import greeting


def test_it_saves_language_and_colours(signed_in, agent):
    client = signed_in(agent)
    page = client.post("/me/", {"language": "es", "theme": "dark"}, follow=True).content.decode()
    assert 'data-theme="dark"' in page
    assert 'lang="es"' in page


def test_it_refuses_a_language_that_is_not_offered(signed_in, agent):
    page = signed_in(agent).post("/me/", {"language": "xx", "theme": "dark"})
    assert "language" in page.context["form"].errors
    agent.refresh_from_db()
    assert agent.language == "en"


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager", "administrator", "auditor"])
def test_everyone_reads_what_they_can_see(role, signed_in, request):
    page = signed_in(request.getfixturevalue(role)).get("/me/")
    assert str(page.context["guide"].sees) in page.content.decode()


def test_it_names_ones_offices(signed_in, agent):
    assert "Hartford" in signed_in(agent).get("/me/").content.decode()


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good evening"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_board_greets_by_the_hour(hour, words):
    assert str(greeting(hour)) == words


def test_the_board_composes_what_each_part_brings(signed_in, coordinator):
    page = signed_in(coordinator).get("/board/").content.decode()
    assert "Lin" in page
    assert "Hartford" in page
    for address in ("/campaigns/board/", "/visits/board/", "/plans/board/"):
        assert f'hx-get="{address}"' in page
        assert f'href="{address}"' in page


@pytest.mark.parametrize("part", ["campaigns", "messages", "plans", "referrals", "visits"])
def test_a_part_of_the_board_opened_alone_is_a_page(signed_in, coordinator, part):
    desk = signed_in(coordinator)
    alone = desk.get(f"/{part}/board/").content.decode()
    drawn = desk.get(f"/{part}/board/", headers={"HX-Request": "true"}).content.decode()
    assert "<title>" in alone
    assert "<title>" not in drawn
    assert drawn.strip() in alone


def test_the_board_tells_who_has_no_office(signed_in, coordinator):
    coordinator.offices.clear()
    assert "You belong to no office yet" in signed_in(coordinator).get("/board/").content.decode()


def test_only_coordinators_have_a_board(signed_in, request):
    for name in ("agent", "manager", "administrator", "auditor"):
        assert signed_in(request.getfixturevalue(name)).get("/board/").status_code == 404
