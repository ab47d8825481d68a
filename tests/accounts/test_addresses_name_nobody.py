"""Addresses stay behind in histories, logs and proxies: none of them names anybody."""

import logging

from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from contacts.models import Contact
from outreach.logs import CodesOnlyFormatter
from outreach.routing.converters import DayConverter
from tests.accounts.pages import Page, named_in
from tests.addresses import patterns

# Random codes, numbers, days, and words of fixed lists.
RANDOM_OR_FIXED = {
    *("code", "list_code", "number", "day", "problem", "kind", "fact"),
    *("text_id", "pk", "uidb36", "key", "provider_id", "language", "days"),
    "token",  # signed, of a code that is random
}
# What an administrator or a coordinator called a campaign or an office.
CALLED_BY_STAFF = {"slug", "office_code"}


def _entries(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _entries(entry)
        else:
            yield entry


def test_every_parameter_is_a_code_a_number_a_day_or_a_fixed_word():
    parameters = {name for _name, names in patterns() for name in names}
    assert parameters <= RANDOM_OR_FIXED | CALLED_BY_STAFF
    kinds = {type(one) for entry in _entries(get_resolver()) for one in _converters(entry)}
    narrow = {SlugConverter, IntConverter, UUIDConverter, DayConverter}
    assert kinds <= narrow | {StringConverter}


def _converters(entry):
    return getattr(entry.pattern, "converters", {}).values()


def test_the_codes_of_people_are_random(contact):
    assert len(contact.code) == 12
    assert not any(word in contact.code for word in ("rosa", "delgado"))
    assert Contact(given_name="Rosa").code != Contact(given_name="Rosa").code


def test_it_would_notice():
    page = Page(
        '<form><input name="words"><input name="zip" inputmode="numeric"></form>'
        '<a href="/contacts/?words=Rosa+Delgado">x</a><form method="post"><input name="n"></form>'
    )
    assert page.free == ["words"]
    assert named_in(page.addresses, {"delgado"}) == ["/contacts/?words=Rosa+Delgado"]


def test_a_search_is_posted_and_stays_out_of_every_address(coordinator, contact, signed_in):
    client = signed_in(coordinator)
    response = client.post("/contacts/", {"words": "Rosa Delgado"})
    content = response.content.decode()
    assert "found by your search" in content
    assert named_in(Page(content).addresses, {"rosa", "delgado"}) == []


def test_a_search_by_address_finds_nobody_in_particular(coordinator, contact, signed_in):
    """Nobody can make a link of a search, or find one in a history."""
    content = signed_in(coordinator).get("/contacts/?words=Nobody+Atall").content.decode()
    assert "found by your search" not in content
    assert "1 person" in content


def test_the_words_of_a_search_reach_no_log(coordinator, contact, signed_in, caplog, monkeypatch):
    client = signed_in(coordinator)
    client.raise_request_exception = False
    monkeypatch.setattr("contacts.views.listing.matching", _stumble)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/contacts/", {"words": "Rosa Delgado"})
    assert response.status_code == 500
    assert "Internal Server Error: /contacts/" in caplog.text
    assert _logged(caplog) & {"rosa", "delgado"} == set()


def _stumble(words):
    raise RuntimeError(f"no index for {words}")


def _logged(caplog) -> set[str]:
    text = "\n".join(map(CodesOnlyFormatter().format, caplog.records))
    assert "RuntimeError" in text
    return set(text.lower().replace(",", " ").split())


def test_the_way_back_after_signing_in_holds_no_words_of_a_form(db):
    response = Client().post("/contacts/", {"words": "Rosa Delgado"})
    assert response.status_code == 302
    assert named_in([response.headers["Location"]], {"rosa", "delgado"}) == []
