"""The plan's page in a real browser: dragging, keys, lasso, undo, planning again, two editors."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from contacts.models import PostalArea
from outreach.routing import solving
from outreach.routing.models import Plan
from outreach.routing.moving import move_visits
from outreach.routing.planning import make_plan
from outreach.routing.solver import Effort
from tests.factories import AddressFactory, ContactFactory, EnrollmentFactory, UserFactory, today
from tests.flows.test_accessibility import RULES

# A minute or so of a real browser: the pages by themselves are tried in tests/routing.
pytestmark = pytest.mark.slow
DOORS = 8
A_PHONE = {"width": 390, "height": 844}


@pytest.fixture
def plan(campaign, office, team, other_team, coordinator, monkeypatch):
    """A draft: all doors with Route B in the order of the street, Route C free."""
    monkeypatch.setattr(solving, "Effort", lambda: Effort(seconds=None, iterations=50))
    PostalArea.objects.create(office=office, prefix="06040")
    for number in range(DOORS):
        place = {"latitude": 41.76 + 0.004 * number, "longitude": -72.54 + 0.007 * number}
        address = AddressFactory(street=f"{number + 1} Oak Street", **place)
        EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office, address=address))
    plan = make_plan(campaign, office, today() + timedelta(days=1), coordinator)
    keys = list(plan.planned_visits.order_by("enrollment").values_list("pk", flat=True))
    for place, key in enumerate(keys, 1):
        move_visits(plan, plan.version, [key], plan.routes.get(team=team), place, coordinator)
    plan.arrangements.all().delete()
    return plan


@pytest.fixture
def page(open_as, coordinator, plan, live_server) -> Page:
    page = open_as(coordinator)
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(live_server.url + plan.get_absolute_url())
    expect(page.locator(".door-pin:not(.start-pin)")).to_have_count(DOORS)
    return page


def route(page: Page, name: str):
    return page.locator(".route").filter(has=page.get_by_role("heading", name=name, exact=True))


def doors(page: Page, name: str) -> list[str]:
    heads = route(page, name).locator(".stop .head b").all_inner_texts()
    return [text.split()[0] for text in heads]


def doors_become(page: Page, name: str, numbers: list[str]) -> None:
    """Wait until the route's list is renewed: what is said comes a moment before it."""
    heads = [re.compile(rf"^{number} ") for number in numbers]
    expect(route(page, name).locator(".stop .head b")).to_have_text(heads)


def said(page: Page, words: str) -> None:
    expect(page.locator("#plan-said")).to_contain_text(words)


class Finger:
    """Drags from the middle of one element to the middle of another, which may be out of view."""

    def __init__(self, page: Page):
        self.page, self.session = page, page.context.new_cdp_session(page)

    def __call__(self, what, where):
        what.evaluate("element => element.scrollIntoView({ block: 'center' })")
        x, y = _middle(what)
        self._send("touchStart", x, y)
        for _ in range(100):
            there = _middle(where)
            x, y = there[0], min(max(there[1], 30), A_PHONE["height"] - 30)
            self._send("touchMove", x, y)
            self.page.wait_for_timeout(30)
            # Nearer to an edge the page still scrolls under the finger.
            if 150 < there[1] < A_PHONE["height"] - 150:
                break
        self._send("touchMove", x, y + 1)
        self.page.wait_for_timeout(50)
        self._send("touchEnd")

    def _send(self, kind, *point):
        points = [{"x": point[0], "y": point[1]}] if point else []
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def _middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


NUMBERS = [str(number + 1) for number in range(DOORS)]


def test_a_door_is_dragged_in_the_lists_and_the_move_undone(page, plan):
    doors_become(page, "Route B", NUMBERS)
    stops = route(page, "Route B").locator(".stop")
    stops.nth(5).drag_to(stops.nth(1))
    said(page, "1 door moved.")
    doors_become(page, "Route B", ["1", "6", "2", "3", "4", "5", "7", "8"])
    stops.nth(0).drag_to(route(page, "Route C"))
    expect(route(page, "Route C").locator(".stop")).to_have_count(1)
    doors_become(page, "Route C", ["1"])
    page.get_by_role("button", name="Undo").click()
    said(page, "Undone: Moved by hand.")
    expect(route(page, "Route C").locator(".stop")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    doors_become(page, "Route B", NUMBERS)


@pytest.mark.browser_context_args(has_touch=True, is_mobile=True)
def test_a_finger_drags_a_door_by_its_grip(page):
    page.set_viewport_size(A_PHONE)
    stops = route(page, "Route B").locator(".stop")
    drag = Finger(page)
    drag(stops.nth(3).locator(".grip"), stops.nth(1))
    said(page, "1 door moved.")
    doors_become(page, "Route B", ["1", "4", "2", "3", *NUMBERS[4:]])
    # Held near the lower edge, it brings what lies below the fold.
    drag(stops.nth(0).locator(".grip"), route(page, "Route C"))
    doors_become(page, "Route C", ["1"])


def test_a_mark_is_dragged_onto_a_team(page):
    mark = page.locator(".door-pin:not(.start-pin)").first.bounding_box()
    team = page.locator("#plan-side [data-drop]").nth(1).bounding_box()
    page.mouse.move(mark["x"] + 15, mark["y"] + 15)
    page.mouse.down()
    page.mouse.move(mark["x"] - 40, mark["y"] + 20, steps=4)
    page.mouse.move(team["x"] + 60, team["y"] + 20, steps=8)
    page.mouse.up()
    said(page, "1 door moved.")
    expect(route(page, "Route C").locator(".stop")).to_have_count(1)
    expect(page.locator(".door-pin .look-1")).to_have_count(2)  # the door, and the start place


def test_a_lasso_chooses_doors_and_says_what_moving_costs(page):
    page.get_by_role("button", name="Lasso").click()
    box = page.locator("#plan-map").bounding_box()
    left, top = box["x"] + 4, box["y"] + 4
    right, bottom = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    middle = (left + right) / 2
    page.mouse.move(middle, top)
    page.mouse.down()
    for at in ((right, top), (right, bottom), (left, bottom), (left, top), (middle, top)):
        page.mouse.move(*at, steps=6)
    page.mouse.up()
    expect(page.locator(".move-bar")).to_contain_text(f"{DOORS} doors chosen")
    expect(page.locator(".move-bar")).to_contain_text("about 1 h 20 at the doors")
    page.get_by_label("Move to").select_option("Route C")
    expect(page.locator("#try-said")).to_contain_text("If you move them:")
    doors_become(page, "Route B", NUMBERS)
    page.get_by_role("button", name="Split evenly").click()
    said(page, f"{DOORS} doors moved.")
    for name in ("Route B", "Route C"):
        expect(route(page, name).locator(".stop")).to_have_count(DOORS // 2)


def test_streets_choose_their_doors(page):
    page.get_by_role("button", name="By street").click()
    page.locator("#streets-dialog").get_by_label("Oak Street").check()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".move-bar")).to_contain_text(f"{DOORS} doors chosen")
    expect(page.locator(".door-pin.chosen")).to_have_count(DOORS)


def test_keys_do_what_the_mouse_does(page, plan):
    tick = route(page, "Route B").locator("input[name=visit]").nth(2)
    tick.focus()
    page.keyboard.press("Alt+ArrowUp")
    said(page, "1 door moved.")
    expect(page.locator("#plan-version")).to_have_value(str(_version(plan)))
    doors_become(page, "Route B", ["1", "3", "2", *NUMBERS[3:]])
    # The focus went along with the door.
    expect(page.locator(".stop:focus-within")).to_contain_text("3 Oak")
    page.keyboard.press("p")
    expect(route(page, "Route B").locator(".stop[data-pin=PLACE]")).to_have_count(1)
    page.keyboard.press("Alt+ArrowRight")
    expect(route(page, "Route C").locator(".stop")).to_have_count(1)
    doors_become(page, "Route C", ["3"])
    page.keyboard.press("Control+z")
    said(page, "Undone")
    expect(route(page, "Route C").locator(".stop")).to_have_count(0)


def test_planning_again_keeps_what_is_pinned(page, plan, live_server):
    route(page, "Route B").locator("[data-deed=pin]").nth(0).click()
    said(page, "1 door pinned.")
    page.get_by_role("button", name="Plan again").click()
    dialog = page.get_by_role("dialog", name="Plan this day again?")
    expect(dialog).to_contain_text("1 pinned door stays where it is")
    dialog.get_by_role("button", name="Plan again").click()
    expect(page.locator(".stop[data-pin=PLACE]")).to_contain_text("1 Oak Street")
    assert len(doors(page, "Route B")) + len(doors(page, "Route C")) == DOORS
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare two ways")).to_be_visible()
    page.get_by_role("button", name="Bring this way back").click()
    page.wait_for_url(lambda address: "compare" not in address)
    doors_become(page, "Route B", NUMBERS)


def test_a_conflict_of_two_editors_is_a_clear_message(page, plan, office):
    marcus = UserFactory(first_name="Marcus", last_name="Tate", role="coordinator", office=office)
    key = plan.planned_visits.order_by("enrollment").last().pk
    move_visits(plan, plan.version, [key], plan.routes.get(team__name="Route C"), user=marcus)
    route(page, "Route B").locator("[data-deed=later]").nth(0).click()
    said(page, "Marcus T. changed this plan. Here it is as it is now.")
    doors_become(page, "Route B", NUMBERS[:-1])
    doors_become(page, "Route C", NUMBERS[-1:])
    expect(page.locator(".stop").filter(has_text="moved by Marcus T.")).to_have_count(1)
    # What is shown is what is there: the same deed now works.
    route(page, "Route B").locator("[data-deed=later]").nth(0).click()
    said(page, "1 door moved.")
    doors_become(page, "Route B", ["2", "1", *NUMBERS[2:-1]])


def test_it_tells_of_another_editor_before_anything_is_tried(page, plan, office):
    marcus = UserFactory(first_name="Marcus", last_name="Tate", role="coordinator", office=office)
    key = plan.planned_visits.order_by("enrollment").last().pk
    move_visits(plan, plan.version, [key], None, user=marcus)
    # The page asks every five seconds, so the next answer may come a good deal later than that.
    expect(page.locator("#plan-pulse")).to_contain_text(
        "Marcus T. changed this plan", timeout=20_000
    )
    page.get_by_role("link", name="Show it as it is now").click()
    expect(route(page, "Left out").locator(".stop")).to_have_count(1)
    expect(page.locator("#plan-pulse")).not_to_contain_text("changed this plan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible_with_doors_chosen_and_one_left_out(page, plan, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    move_visits(plan, plan.version, [plan.planned_visits.first().pk], None)
    page.reload()
    page.locator("input[name=visit]").first.check()
    page.get_by_label("Move to").select_option("Route C")
    expect(page.locator("#try-said")).to_contain_text("If you move them:")
    assert not _found(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_around_it_are_accessible(page, plan, live_server, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    late = plan.planned_visits.order_by("enrollment").last()
    move_visits(plan, plan.version, [late.pk], plan.routes.get(team__name="Route C"))
    plan.routes.update(late_seconds=600)
    for name, heading in (
        ("compare_plans", "Compare two ways"),
        ("all_sheets", "If you find this sheet"),
        ("publish_plan", "Publish these routes?"),
    ):
        page.goto(live_server.url + plan.address(f"routing:{name}"))
        expect(page.locator("main")).to_contain_text(heading)
        assert not _found(page), name


def test_it_works_at_a_phones_width_without_scrolling_sideways(page):
    page.set_viewport_size(A_PHONE)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.locator("input[name=visit]").first.check()
    bar = page.locator(".move-bar")
    expect(bar).to_contain_text("1 door chosen")
    assert page.evaluate(wide) == 0
    page.get_by_label("Move to").select_option("Route C")
    expect(page.locator("#try-said")).to_contain_text("If you move them:")
    assert bar.bounding_box()["height"] < 0.25 * A_PHONE["height"]
    # What is done less often lies in a sheet, which goes away once it is done.
    deeds = page.locator("#more-deeds")
    expect(deeds).to_be_hidden()
    page.get_by_role("button", name="More to do with them").click()
    deeds.get_by_role("button", name="Pin at its place").click()
    said(page, "1 door pinned.")
    expect(deeds).to_be_hidden()


def test_a_street_keeps_to_one_line_on_the_narrowest_phone(page):
    page.set_viewport_size({"width": 320, "height": 700})
    heads = page.locator("#routes .stop .head b")
    assert {round(head.bounding_box()["height"]) // 30 for head in heads.all()[:3]} == {0}


def _found(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core has against the page: the rule and where."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules)", RULES)["violations"]
    return [(each["id"], node["target"]) for each in found for node in each["nodes"]]


def _version(plan) -> int:
    return Plan.objects.get(pk=plan.pk).version
