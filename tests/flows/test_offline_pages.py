"""Every page of the agent's app, on the narrowest phone, in Spanish and by night, for everyone."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from contacts.models import SafetyFlag
from tests.flows.phone_day import doors_of
from tests.flows.test_accessibility import RULES, SIDEWAYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# In sunlight: the stricter contrast, 7 to 1.
STRICTER = RULES | {
    "rules": RULES["rules"] | {"color-contrast-enhanced": {"enabled": True}},
}
PAGES = ("today", "sending", "map", "help", "me")


def violations(page, where: str) -> list[str]:
    page.wait_for_timeout(300)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(rules) => axe.run(document, rules)", STRICTER)["violations"]
    wide = page.evaluate(SIDEWAYS)
    told = [f"{where}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found]
    return told + ([f"{where}: {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize(("language", "scheme"), [("es", "dark"), ("en", "light")])
def test_axe_finds_nothing_on_any_page_of_the_app(
    browser, live_server, signed_in, agent, coordinator, team, language, scheme, signal
):
    visits = doors_of(team, 4)
    address = visits[1].contact.address
    for kind in SafetyFlag.Kind.values[:2]:
        SafetyFlag.objects.create(
            address=address, kind=kind, source="VISIT", raised_by=agent, confirmed_by=coordinator
        )
    agent.language = language
    agent.save()
    context = browser.new_context(
        viewport={"width": 320, "height": 740}, color_scheme=scheme, locale=language
    )
    session = signed_in(agent).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/app/{language}/")
    found = violations(page, "gate")
    page.locator('[data-do="words"]').click()
    page.locator("#five-words:not(:empty)").wait_for()
    found += violations(page, "words")
    page.locator('[data-gate="learn"] button').click()
    page.locator("[data-pill]").first.wait_for()
    signal.lose()
    page.locator("#next-place form button").click()
    code = visits[1].code
    steps = ("tiles", "spoke", "later", "moved", "no", "note", "more")
    places = [*PAGES, f"door/{code}", f"ask/{code}", *(f"log/{code}/{step}" for step in steps)]
    for place in places:
        page.evaluate("(place) => { location.hash = place; }", place)
        found += violations(page, place)
    context.close()
    assert not found, "\n".join(found)
