"""What a page must carry, and must not: headers, code of its own, addresses that name somebody."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote_plus

from contacts.models import Contact
from outreach.accounts.models import User

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Fields of forms that are sent in the address: choices, days, and narrow patterns.
FREE_TEXT = {"text", "search", "tel", "email", "url", None}
# What goes to the phone's own apps, and to no server.
ON_THE_PHONE = ("tel:", "sms:", "geo:", "mailto:", "otpauth:", "data:", "#")


class OwnCode(HTMLParser):
    """Collects what the content security policy would have to be loosened for."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.found += [f"{tag} {name}" for name in values if name.startswith("on")]
        self.found += [f"{tag} style" for name in values if name == "style"]
        self.found += [f"{tag} {n}" for n, v in attrs if (v or "").lower().startswith("javascript")]
        is_data = (values.get("type") or "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in values and not is_data):
            self.found.append(tag)


def faults(response) -> list[str]:
    """Return what the answer lacks or has too much of."""
    found = [n for n, value in HEADERS.items() if response.headers.get(n) != value]
    policy = response.headers.get("Content-Security-Policy", "")
    wanted = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'")
    if any(part not in policy for part in wanted) or "unsafe" in policy or "nonce" in policy:
        found.append(f"policy {policy}")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if response.headers.get("Cache-Control") != "no-store, private":
        found.append(f"Cache-Control {response.headers.get('Cache-Control')}")
    if "Access-Control-Allow-Origin" in response.headers:
        found.append("Access-Control-Allow-Origin")
    return found


def own_code(response) -> list[str]:
    """Return the scripts, styles and handlers that stand in the page itself."""
    if "html" not in response.headers.get("Content-Type", ""):
        return []
    page = OwnCode()
    body = response.getvalue() if response.streaming else response.content
    page.feed(body.decode())
    return page.found


class Page(HTMLParser):
    """The addresses in a page, and the free fields of the forms that it sends in an address."""

    def __init__(self, content):
        super().__init__()
        self.addresses, self.free, self._sent_in_address = [], [], False
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        for name in ("href", "action", "src", "hx-get", "hx-post", "formaction"):
            if values.get(name) and not values[name].startswith(ON_THE_PHONE):
                self.addresses.append(values[name])
        if tag == "form":
            self._sent_in_address = values.get("method", "get").lower() != "post"
        is_free = tag == "textarea" or (tag == "input" and values.get("type") in FREE_TEXT)
        if is_free and self._sent_in_address and not _is_narrow(values):
            self.free.append(values.get("name"))

    def handle_endtag(self, tag):
        if tag == "form":
            self._sent_in_address = False


def _is_narrow(values) -> bool:
    return "pattern" in values or values.get("inputmode") == "numeric"


def personal_words() -> set[str]:
    """Return how everybody in the test's world could be recognised, in small letters."""
    words = {"delgado", "rosa", "chen", "grace", "ortiz", "paula"}
    for person in Contact.objects.select_related("address").prefetch_related("phones"):
        words |= {person.given_name.lower(), person.family_name.lower()}
        words |= {str(phone.number).lstrip("+1") for phone in person.phones.all()}
        words |= {person.address.street.lower()} if person.address else set()
    for user in User.objects.all():
        words |= {user.email.lower(), user.last_name.lower()}
    return {word for word in words if len(word) > 2}


def named_in(addresses, words) -> list[str]:
    """Return the addresses that hold one of the words, and not by chance within a code."""
    whole = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, words))})(?![a-z0-9])")
    return [one for one in addresses if whole.search(unquote_plus(one).lower())]
