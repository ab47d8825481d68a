"""Two hundred scripts in every text field of every record: on no page does one run."""

import pytest
from django.apps import apps
from django.db import connection, models  # noqa: F401 - the mark asks the connection

from tests.accounts.address_classes import ROLES
from tests.addresses import address, patterns
from tests.danger.payloads import payloads

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="its columns are too short"),
]
OURS = ("contacts", "outreach")
SHORTEST = 20
# Codes, keys and the like, by which records are found: no form takes text for these.
NO_TEXT = {
    "code", "slug", "key", "identity_key", "person_key", "phone_key", "home_street_key", "email",
    "password", "time_zone", "digest", "mac", "link", "seal", "provider_id", "visit_code",
    "starts_after", "wording_version", "postal_code", "state", "deed", "starts_at",
}  # fmt: skip
WATCH = "window.__hits = []; window.__ran = (n) => { window.__hits.push(n); };"
# What ran, and what would run at a touch.
RAN = """() => [
  ...window.__hits.map((n) => `ran ${n}`),
  ...[...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
    .filter((a) => a.value.includes("__ran") && (
      a.name.startsWith("on") || a.name.startsWith("hx-on")
      || (/^(href|src|action|formaction|data|srcdoc|hx-get|hx-post)$/.test(a.name)
          && /^\\s*(java\\s*script|vbscript|data):/i.test(a.value))))
    .map((a) => `${element.tagName} ${a.name}`)),
]"""


@pytest.fixture
def watched(browser, live_server, signed_in):
    """Return a function that gives a page without the policy that would stop a script anyway."""
    contexts = []

    def page_of(user=None):
        context = browser.new_context(bypass_csp=True)
        contexts.append(context)
        context.add_init_script(WATCH)
        if user is not None:
            session = signed_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield page_of
    for context in contexts:
        context.close()


def text_fields(model):
    for field in model._meta.local_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        is_free = not field.choices and field.name not in NO_TEXT and not field.primary_key
        if is_text and is_free and (field.max_length or SHORTEST) >= SHORTEST:
            yield field.name


def poison(text: str) -> int:
    """Put the text into every text field of every row; return into how many."""
    count = 0
    for model in apps.get_models():
        if not model.__module__.startswith(OURS) or model._meta.label.startswith("accounts.Audit"):
            continue
        fields = [name for name in text_fields(model) if name not in ("number",)]
        if fields:
            rows = models.QuerySet(model).update(**dict.fromkeys(fields, text))
            count += rows * len(fields)
    return count


def test_there_are_two_hundred_and_the_watch_sees_them(watched):
    """So that a page on which nothing runs is no accident of the watch."""
    found = payloads()
    assert len(found) >= 200
    page, seen = watched(), set()
    for start in range(0, len(found), 40):
        page.goto("about:blank")
        page.set_content("<div>" + "</div><div>".join(found[start : start + 40]) + "</div>")
        page.wait_for_timeout(200)
        seen |= set(page.evaluate(RAN))
    assert len(seen) >= 20


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("order", [1, -1])
def test_none_runs_on_any_page(role, order, request, world, live_server, watched, signed_in):
    user = request.getfixturevalue(role)
    paths = [address(name, parameters, world) for name, parameters in patterns()]
    assert poison(" ".join(payloads()[::order])) > 50
    client = signed_in(user)
    mine = [path for path in paths if _is_page(client.get(path))]
    assert len(mine) >= 5
    page, faults, carried = watched(user), [], 0
    for path in mine:
        page.goto(live_server.url + path)
        page.wait_for_timeout(50)
        faults += [(path, what) for what in page.evaluate(RAN)]
        carried += "__ran" in page.inner_text("body")
    assert faults == []
    # Some page must have shown one, or nothing was tried.
    assert carried


def _is_page(response) -> bool:
    is_html = not response.streaming and response.content.startswith(b"<!doctype html>")
    return response.status_code == 200 and is_html
