"""Every page as every role: axe-core finds nothing, at a phone's and (slow) a desk's width.

The roles that work at a desk have the most pages; the default run leaves them to the slow one.
"""

from itertools import product

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.addresses import address, patterns

WIDTHS = (390, 1280)
# So that a walk that finds its pages no more does not pass for a clean one.
FEWEST_PAGES = {
    "": 1,
    "agent": 6,
    "coordinator": 25,
    "manager": 7,
    "administrator": 13,
    "auditor": 2,
}
WALKS = [
    pytest.param(
        role, width, marks=[] if (role, width) == ("agent", WIDTHS[0]) else pytest.mark.slow
    )
    for role, width in product(FEWEST_PAGES, WIDTHS)
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = {
    # The rest is only counted; whole, it would take longer to bring over than to find.
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


@pytest.mark.parametrize(("role", "width"), WALKS)
def test_it_finds_no_violation_on_any_page(
    role, width, world, request, live_server, open_as, signed_in
):
    user = request.getfixturevalue(role) if role else None
    pages = list(_pages_of(user, world, signed_in))
    assert len(pages) >= FEWEST_PAGES[role]
    page = open_as(user)
    page.set_viewport_size({"width": width, "height": 844})
    found = [problem for path in pages for problem in _violations(page, live_server.url + path)]
    assert not found, "\n".join(found)


def test_it_would_find_a_small_target_and_a_picture_without_words(page):
    page.set_content(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=x>"
        "<a href=#1 style='display:inline-block;width:9px;height:9px'>1</a>"
        "<a href=#2 style='display:inline-block;width:9px;height:9px'>2</a></main>"
    )
    assert {"target-size", "image-alt"} <= {violation["id"] for violation in _axe(page)}


def _pages_of(user, world, signed_in):
    """Yield the addresses that show this user a page of HTML."""
    from django.test import Client

    client = signed_in(user) if user else Client()
    for name, parameters in patterns():
        path = address(name, parameters, world)
        response = client.get(path)
        assert response.status_code < 500, path
        # Fragments have no frame of their own; the pages that hold them are walked.
        if response.status_code == 200 and _is_whole_page(response):
            yield path


def _is_whole_page(response):
    return not response.streaming and response.content.startswith(b"<!doctype html>")


def _violations(page, url):
    page.goto(url)
    sideways = page.evaluate(SIDEWAYS)
    if sideways > 0:
        yield f"{url} scrolls sideways by {sideways} px"
    for violation in _axe(page):
        for node in violation["nodes"]:
            yield f"{url}: {violation['id']}: {node['target']}"


def _axe(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate("rules => axe.run(rules)", RULES)["violations"]
