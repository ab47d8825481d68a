"""The provider's link: it opens with its code, shows what was consented to, and takes an answer."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from contacts.stopping import stop_contact
from outreach.accounts.models import AuditEntry
from outreach.referrals.codes import Deed
from outreach.referrals.disclosing import give_consent, revoke
from outreach.referrals.disclosure_wording import NOTICE
from outreach.referrals.links import DAYS, MOST_FAILURES, address_of_link, make_link
from outreach.referrals.models import Disclosure, ProviderLink, Resource
from outreach.referrals.moving import Word, move
from outreach.referrals.qr import qr_of
from outreach.referrals.templatetags.resources import dialled
from tests.factories import OFFICE_ZONE

NOBODY = ("Rosa", "Delgado", "Outpatient", "Elm Street Clinic", "Hartford")


@pytest.fixture
def path(link_and_code, settings):
    return address_of_link(link_and_code[0]).removeprefix(settings.PUBLIC_URL.rstrip("/"))


@pytest.fixture
def code(link_and_code):
    return link_and_code[1]


def opened(client, path, code):
    return client.post(path, {"code": code})


def fields(response):
    """Return what the opened page sends along with an answer."""
    html = response.content.decode()
    hidden = re.findall(r'name="(grant|seen)" value="([^"]*)"', html)
    return dict(hidden)


def answered(client, path, code, deed, **more):
    page = opened(client, path, code)
    return client.post(path, fields(page) | {"deed": deed} | more)


def test_it_shows_only_what_was_consented_to_with_the_notice(client, path, code, sent):
    page = opened(client, path, code)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Rosa Delgado" in html
    assert sent.contact.phones.get().number.as_national in html
    assert sent.contact.address.street not in html
    assert NOTICE in html
    assert "no-store" in page["Cache-Control"]


def test_each_opening_enters_the_accounting_before_it_is_shown(client, path, code, sent, now):
    opened(client, path, code)
    told = Disclosure.objects.get()
    assert (told.recipient, told.shared) == (
        "Elm Street Clinic, Outpatient program",
        ["NAME", "PHONE"],
    )
    assert (told.how, told.by, told.contact) == ("LINK", None, sent.contact)
    entry = AuditEntry.objects.get(additional_data__deed="provider_opened")
    assert (entry.object_repr, entry.actor) == (sent.contact.code, None)
    assert told.kept_until >= (now + timedelta(days=3 * 365)).date()


def test_the_link_alone_tells_nothing(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert not [word for word in NOBODY if word in page.content.decode()]
    assert not Disclosure.objects.exists()


def test_no_way_of_not_getting_in_can_be_told_from_another(
    client, path, code, sent, coordinator, now
):
    """A guess, a wrong code, a changed signature, a link that was taken back: the same page."""
    wrong = [
        opened(Client(), "/answer/guess/", code),
        opened(Client(), path, "AAAA-AAAA"),
        opened(Client(), path[:-3] + "xy/", code),
    ]
    revoke(sent, "IN_PERSON", coordinator, now)
    wrong.append(opened(Client(), path, code))
    pages = {re.sub(r'value="[^"]*"|X-CSRFToken[^}]*', "", one.content.decode()) for one in wrong}
    assert {one.status_code for one in wrong} == {422}
    (page,) = pages
    assert not [word for word in NOBODY if word in page]
    assert not Disclosure.objects.exists()


def test_it_is_rate_limited_by_link_also_for_who_has_the_code(client, path, code):
    for _each in range(5):
        opened(client, path, "AAAA-AAAA")
    assert opened(client, path, code).status_code == 429
    assert not Disclosure.objects.exists()


def test_one_address_cannot_try_one_link_after_the_other(client, path, code):
    for number in range(5):
        opened(client, f"/answer/guess-{number}/", "AAAA-AAAA")
    assert opened(client, path, code).status_code == 429


def test_slow_guessing_ends_the_link(client, path, code, link_and_code):
    ProviderLink.objects.update(failures=MOST_FAILURES)
    assert opened(client, path, code).status_code == 422


def test_it_is_over_after_its_days(client, path, code, now):
    with time_machine.travel(now + timedelta(days=DAYS, minutes=1), tick=False):
        assert opened(client, path, code).status_code == 422


def test_it_says_no_later_day_than_the_consents_own(sent, coordinator, now):
    with time_machine.travel(now + timedelta(days=80), tick=False):
        link, _code = make_link(sent, "PRINT", coordinator, now + timedelta(days=80))
        last = timezone.localdate(link.expires_at - timedelta(seconds=1))
    assert last == sent.terms.get().expires_on


def test_a_code_is_taken_however_it_is_typed(client, path, code):
    assert opened(client, path, f" {code.lower().replace('-', ' ')} ").status_code == 200


def test_the_database_does_not_hold_the_code(link_and_code):
    link, code = link_and_code
    assert code.replace("-", "") not in link.code_hash


@pytest.mark.parametrize(
    ("deed", "more", "state"),
    [
        ("ACCEPT", {}, ("accepted", "AWAITING_PERSON")),
        ("DECLINE", {"closure": "NO_CAPACITY"}, ("rejected", "")),
        ("WAITLIST", {}, ("on-hold", "WAITLISTED")),
        ("ATTEND", {}, ("in-progress", "INTAKE_ATTENDED")),
        ("START", {}, ("in-progress", "SERVICE_STARTED")),
    ],
)
def test_it_takes_an_answer(client, path, code, sent, deed, more, state):
    assert answered(client, path, code, deed, **more).status_code == 200
    sent.refresh_from_db()
    assert sent.state == state
    event = sent.events.last()
    assert (event.source, event.by, event.deed) == ("PROVIDER", None, deed)


def test_it_takes_an_appointment_and_that_nobody_came(client, path, code, sent, now):
    day = (now + timedelta(days=3)).date()
    answered(client, path, code, "SCHEDULE", appointment_at=f"{day}T10:30")
    sent.refresh_from_db()
    assert sent.state == ("in-progress", "SCHEDULED")
    # As it is in the office's town, wherever the server stands.
    assert sent.appointment_at == datetime.combine(day, time(10, 30), OFFICE_ZONE)
    assert sent.due_at == sent.appointment_at + timedelta(days=1)
    answered(client, path, code, "NOT_SEEN")
    sent.refresh_from_db()
    assert sent.state == ("in-progress", "AWAITING_PERSON")


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        ("DECLINE", {}),
        ("DECLINE", {"closure": "PERSON_WITHDREW"}),
        ("SCHEDULE", {}),
        ("SCHEDULE", {"appointment_at": "2001-01-01T10:00"}),
        ("SCHEDULE", {"appointment_at": "2999-01-01T10:00"}),
        ("NOT_SEEN", {}),
        ("COMPLETE", {}),
        ("STOP", {}),
        ("\x00", {}),
    ],
)
def test_it_refuses_what_makes_no_sense(client, path, code, sent, deed, more):
    assert answered(client, path, code, deed, **more).status_code in (400, 422)
    sent.refresh_from_db()
    assert sent.state == ("requested", "AWAITING_PROVIDER")


def test_a_grant_opens_nothing_but_its_own_link(client, path, code, sent, coordinator, now):
    grant = fields(opened(client, path, code))
    make_link(sent, "PRINT", coordinator, now)
    answer = client.post(path, grant | {"deed": "ACCEPT"})
    assert answer.status_code == 422
    assert client.post(path, {"grant": "x", "deed": "ACCEPT"}).status_code == 422
    sent.refresh_from_db()
    assert sent.status == "requested"


def test_an_opened_page_does_not_stay_open_for_ever(client, path, code, sent, now):
    grant = fields(opened(client, path, code))
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert client.post(path, grant | {"deed": "ACCEPT"}).status_code == 422
    sent.refresh_from_db()
    assert sent.status == "requested"


def test_the_older_of_two_answers_is_not_taken_unseen(client, path, code, sent, coordinator, now):
    form = fields(opened(client, path, code))
    move(sent, Deed.WAITLIST, Word(by=coordinator), now)
    answer = client.post(path, form | {"deed": "ACCEPT"})
    assert answer.status_code == 409
    sent.refresh_from_db()
    assert sent.sub_status == "WAITLISTED"


@pytest.mark.parametrize("how", ["revoked", "stopped", "closed", "asked anew"])
def test_it_opens_nothing_once_nothing_may_be_told(client, path, code, sent, coordinator, now, how):
    form = fields(opened(client, path, code))
    before = Disclosure.objects.count()
    if how == "revoked":
        revoke(sent, "IN_PERSON", coordinator, now)
    elif how == "stopped":
        stop_contact(sent.contact, Contact.StopReason.DO_NOT_CONTACT)
    elif how == "closed":
        move(sent, Deed.FAIL, Word(by=coordinator, closure="NO_SHOW"), now)
    else:
        give_consent(sent, ["NAME"], 30, "en", "IN_PERSON", coordinator, now)
    assert opened(client, path, code).status_code == 422
    assert client.post(path, form | {"deed": "ACCEPT"}).status_code == 422
    assert Disclosure.objects.count() == before


def test_the_mail_names_nobody_and_lacks_the_code(signed_in, coordinator, sent, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    client = signed_in(coordinator)
    page = client.post(reverse("referrals:make_link", args=[sent.code]), {"by": "EMAIL"})
    secret = re.search(r'id="secret">([^<]+)<', page.content.decode()).group(1)
    (letter,) = mail.outbox
    assert letter.to == ["intake@clinic.example.org"]
    text = letter.subject + letter.body
    assert "/answer/" in text
    assert not [word for word in (*NOBODY, secret, secret.replace("-", "")) if word in text]
    link = re.search(r"/answer/\S+", text).group(0)
    assert opened(Client(), link, secret).status_code == 200


def test_staff_who_are_signed_in_see_no_more_of_it_than_a_provider(signed_in, manager, path):
    page = signed_in(manager).get(path)
    assert not [word for word in NOBODY if word in page.content.decode()]


def test_the_number_for_the_code_is_dialled_with_its_extension(signed_in, coordinator, sent):
    Resource.objects.update(phone="860-555-0155 x2")
    page = signed_in(coordinator).post(f"/referrals/{sent.code}/link/", {"by": "PRINT"})
    assert f'href="tel:{dialled("860-555-0155 x2")}"' in page.content.decode()


def test_the_printed_link_carries_its_address_as_a_square(signed_in, coordinator, sent):
    path = reverse("referrals:make_link", args=[sent.code])
    page = signed_in(coordinator).post(path, {"by": "PRINT"})
    text = page.content.decode()
    drawn = re.search(r'class="qr"[^>]*>(<svg.*?</svg>)', text, re.DOTALL).group(1)
    assert drawn == qr_of(page.context["address"])
    assert page.context["secret"] not in page.context["address"]
    assert not re.search("<script|<style|style=|xmlns:xlink", drawn)
    mailed = signed_in(coordinator).post(path, {"by": "EMAIL"})
    assert 'class="qr"' not in mailed.content.decode()
