"""Odd looks: the rules alone, then a week's audit, the report, its page and its command."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from auditlog import get_logentry_model
from auditlog.context import set_actor
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.utils import timezone

from contacts.identity import home_street_key
from contacts.looks import log_list_look, log_look
from outreach.messaging.models import Conversation
from outreach.privacy.models import OddLooksReport
from outreach.privacy.notices import of_odd_looks
from outreach.privacy.odd_looks import Look, Rule, is_night, odd_ones, rules_met
from outreach.privacy.weekly_looks import looks_of_week, report_last_week, report_week
from tests.factories import (
    AddressFactory,
    ContactFactory,
    EnrollmentFactory,
    PhoneFactory,
    VisitFactory,
)

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 4, 17, tzinfo=UTC)  # noon in Connecticut
EXPECTED = Look("e", "u", "Rios", "s1", "c", "Marlowe", "s2", NOON, was_theirs=True)


def look(**other) -> Look:
    return Look(**{**EXPECTED.__dict__, **other})


@pytest.mark.parametrize(
    ("odd", "rule"),
    [
        ({"was_theirs": False}, Rule.UNASSIGNED),
        ({"contact_surname": "RÍOS"}, Rule.SAME_SURNAME),
        ({"contact_street": "s1"}, Rule.SAME_STREET),
        ({"at": NOON.replace(hour=23)}, Rule.AT_NIGHT),
    ],
)
def test_each_rule_makes_a_look_odd(odd, rule):
    assert rules_met(EXPECTED) == []
    assert rules_met(look(**odd)) == [rule]


def test_what_is_not_known_is_not_the_same():
    assert rules_met(look(user_surname="", contact_surname="")) == []
    assert rules_met(look(user_street="", contact_street="")) == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [(time(21, 59), False), (time(22), True), (time(4, 59), True), (time(5), False)],
)
def test_night_is_from_ten_to_five(at, expected):
    assert is_night(at) is expected


def test_the_oddest_come_first():
    one = look(was_theirs=False)
    two = look(was_theirs=False, contact_surname="Rios")
    assert odd_ones([EXPECTED, one, two]) == [
        (two, [Rule.UNASSIGNED, Rule.SAME_SURNAME]),
        (one, [Rule.UNASSIGNED]),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("12 Larkspur Way", "06040"), ("Larkspur Wy", "06040"), True),
        (("12 5th Street", "06040"), ("99 Fifth St", "06040"), True),
        (("12 5th Street", "06040"), ("12 6th Street", "06040"), False),
        (("Larkspur Way", "06040"), ("Larkspur Way", "06041"), False),
    ],
)
def test_a_street_is_known_without_its_houses(one, other, same):
    assert (home_street_key(*one) == home_street_key(*other)) is same


def test_no_street_has_no_key():
    assert home_street_key("", "06040") == ""
    assert home_street_key("12", "06040") == ""


def entries() -> QuerySet:
    """Return the audit as only a test can change it."""
    return QuerySet(get_logentry_model())


def seen(user, contact, at=NOON) -> None:
    """Let the user have looked at someone then."""
    with set_actor(user):
        log_look(contact)
    latest = get_logentry_model().objects.latest("pk")
    entries().filter(pk=latest.pk).update(timestamp=at)


def rules_of(monday=MONDAY) -> list[list[Rule]]:
    return [rules_met(one) for one in looks_of_week(monday)]


def test_a_coordinators_own_people_are_expected(coordinator, campaign, office):
    mine = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office)).contact
    seen(coordinator, mine)
    assert rules_of() == [[]]


def test_a_person_in_no_campaign_is_not_expected(coordinator, office):
    long_known = ContactFactory(office=office, created_at=NOON - timedelta(days=90))
    seen(coordinator, long_known)
    assert rules_of() == [[Rule.UNASSIGNED]]


def test_an_agents_visit_of_the_week_is_expected(agent, team, campaign, office):
    enrollment = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    VisitFactory(team=team, enrollment=enrollment, day=NOON.date())
    other = EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
    VisitFactory(team=team, enrollment=other, day=NOON.date() - timedelta(days=30))
    seen(agent, enrollment.contact)
    seen(agent, other.contact)
    assert rules_of() == [[], [Rule.UNASSIGNED]]


@pytest.mark.usefixtures("in_new_york")
def test_a_neighbour_of_the_same_name_at_night(coordinator, campaign, office):
    coordinator.home_street_key = home_street_key("Larkspur Way", "06040")
    coordinator.save()
    door = AddressFactory(street="7 Larkspur Way", postal_code="06040")
    person = ContactFactory(office=office, family_name=coordinator.last_name, address=door)
    EnrollmentFactory(campaign=campaign, contact=person)
    seen(coordinator, person, NOON + timedelta(hours=11))
    assert rules_of() == [[Rule.SAME_SURNAME, Rule.SAME_STREET, Rule.AT_NIGHT]]


def test_a_page_of_the_list_is_no_look_but_a_search_is(coordinator, campaign, office):
    people = [ContactFactory(office=office, created_at=NOON - timedelta(days=90)) for _ in "ab"]
    with set_actor(coordinator):
        log_list_look(people, "list")
        log_list_look(people, "search")
    entries().update(timestamp=NOON)
    assert rules_of() == [[Rule.UNASSIGNED], [Rule.UNASSIGNED]]


def test_reading_their_messages_is_a_look(coordinator, signed_in, office):
    namesake = ContactFactory(office=office, family_name=coordinator.last_name)
    phone = PhoneFactory(contact=namesake)
    conversation = Conversation.objects.create(key=phone.key, number=phone.number)
    assert signed_in(coordinator).get(f"/messages/{conversation.code}/").status_code == 200
    entries().update(timestamp=NOON)
    namesake.created_at = NOON - timedelta(days=90)
    namesake.save()
    assert rules_of() == [[Rule.UNASSIGNED, Rule.SAME_SURNAME]]


def test_only_looks_of_that_week_count(coordinator, office):
    person = ContactFactory(office=office, created_at=NOON - timedelta(days=90))
    for at in (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)):
        seen(coordinator, person, at)
    assert rules_of() == []


@pytest.fixture
def odd(coordinator, office):
    """One odd look of that week."""
    person = ContactFactory(office=office, created_at=NOON - timedelta(days=90))
    seen(coordinator, person)
    return person


def test_a_report_is_kept_as_it_was_made(odd, coordinator):
    report = report_week(MONDAY)
    assert [(one["user"], one["contact"], one["rules"]) for one in report.findings] == [
        (coordinator.code, odd.code, ["UNASSIGNED"])
    ]
    seen(coordinator, odd)
    assert report_week(MONDAY).findings == report.findings
    assert odd.family_name not in str(report.findings)


def test_the_worker_reports_each_week_once_and_tells(
    odd, administrator, django_capture_on_commit_callbacks
):
    today = timezone.now().astimezone(UTC).date()
    monday = today - timedelta(days=today.weekday() + 7)
    entries().filter(additional_data__deed="open").update(
        timestamp=datetime.combine(monday, time(17), UTC)
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert report_last_week().monday == monday
        assert report_last_week() is None
    (letter,) = mail.outbox
    assert administrator.email in letter.to
    assert "odd looks" in str(of_odd_looks(administrator).words)


def test_the_page_shows_it_until_someone_looked_into_it(odd, signed_in, administrator):
    report = report_week(MONDAY)
    client = signed_in(administrator)
    page = client.get("/privacy/odd-looks/").content.decode()
    assert odd.code in page
    assert "no work of theirs" in page
    assert odd.family_name not in page
    client.post(f"/privacy/odd-looks/{report.pk}/read/")
    report.refresh_from_db()
    assert report.read_by == administrator
    assert of_odd_looks(administrator) is None


def test_the_command_prints_codes(odd, coordinator):
    told = StringIO()
    call_command("report_odd_looks", week=NOON.date(), stdout=told)
    assert "1 of 1 close looks are odd" in told.getvalue()
    assert f"{coordinator.code} at {odd.code}: no work of theirs" in told.getvalue()


def test_the_command_waits_for_the_end_of_the_week(db):
    with pytest.raises(CommandError, match="not over"):
        call_command("report_odd_looks", week=timezone.now().date())
    assert not OddLooksReport.objects.exists()


def test_an_administrator_tells_where_someone_lives(signed_in, administrator, coordinator, office):
    told = {
        "first_name": "Jo",
        "last_name": "Lind",
        "email": "jo@doorstep.example",
        "language": "en",
        "role": "coordinator",
        "offices": [office.pk],
        "home_street": "Larkspur Way",
    }
    client = signed_in(administrator)
    page = client.post(f"/people/{coordinator.code}/", told)
    assert "ZIP code with the street" in page.content.decode()
    client.post(f"/people/{coordinator.code}/", told | {"home_postal_code": "06040"})
    coordinator.refresh_from_db()
    assert coordinator.home_street_key == home_street_key("Larkspur Way", "06040")
    assert "Larkspur" not in client.get(f"/people/{coordinator.code}/").content.decode()
