"""May this be sent? Every reason not to."""

from datetime import timedelta

import pytest

from contacts.identity import phone_key
from contacts.models import ConsentWithdrawal, Contact
from contacts.stopping import stop_contact
from outreach.messaging.allowing import obstacles
from outreach.messaging.incoming import take_in
from outreach.messaging.models import IncomingText, NumberEvent, Template, Text
from outreach.messaging.numbers import note
from outreach.messaging.places import area_code_places
from outreach.messaging.quiet_hours import may_text
from outreach.messaging.sending import send_due
from tests.factories import ContactFactory, PhoneFactory
from tests.messaging.conftest import NOON, NUMBER

KEY = phone_key(NUMBER)
NIGHT = NOON.replace(hour=3)


def codes(text, now=NOON) -> list[str]:
    return [one.code for one in obstacles(text, now)]


def test_it_may_be_sent_where_nothing_is_in_the_way(queue, person, agree):
    agree(person)
    assert codes(queue()) == []


def test_it_needs_a_consent_for_this_number(queue, person):
    assert codes(queue()) == ["NO_CONSENT"]


def test_someone_elses_consent_is_not_enough(queue, person, agree, office):
    other = ContactFactory(office=office)
    PhoneFactory(contact=other, number=NUMBER, key=KEY)
    agree(other)
    assert codes(queue()) == ["NO_CONSENT"]


@pytest.mark.parametrize(
    ("purpose", "reasons"),
    [("CHECK_IN", ["OTHER_PURPOSE"]), ("OFFER", ["OTHER_PURPOSE"]), ("REMINDER", []),
     ("", ["OTHER_PURPOSE"])],
)  # fmt: skip
def test_it_needs_a_consent_for_this_purpose(queue, person, agree, purpose, reasons):
    agree(person, purposes=["REMINDER"])
    assert codes(queue(purpose=purpose)) == reasons


def test_what_the_newest_consent_leaves_out_is_not_wanted_any_more(queue, person, agree):
    agree(person)
    agree(person, NOON + timedelta(hours=1), purposes=["OFFER"])
    assert codes(queue(purpose="CHECK_IN")) == ["OTHER_PURPOSE"]


def test_an_answer_needs_no_purpose(queue, person, agree):
    assert codes(queue(kind=Text.Kind.REPLY, purpose="")) == []


def test_a_withdrawal_by_anyone_who_shares_the_number_counts(queue, person, agree, office, agent):
    agree(person)
    other = ContactFactory(office=office)
    PhoneFactory(contact=other, number=NUMBER, key=KEY)
    ConsentWithdrawal.objects.create(consent=agree(other), how="IN_PERSON", recorded_by=agent)
    assert codes(queue()) == ["WITHDRAWN"]


def test_a_new_consent_of_the_same_person_ends_their_withdrawal(queue, person, agree, agent):
    ConsentWithdrawal.objects.create(consent=agree(person), how="IN_PERSON", recorded_by=agent)
    agree(person, NOON + timedelta(days=1))
    assert codes(queue()) == []


@pytest.mark.parametrize("reason", Contact.StopReason.values)
def test_it_is_over_for_who_is_stopped(queue, person, agree, reason):
    agree(person)
    stop_contact(person, reason)
    assert "STOPPED" in codes(queue())


def test_it_is_over_for_a_number_of_the_do_not_contact_list(queue, person, agree, office):
    agree(person)
    other = ContactFactory(office=office)
    PhoneFactory(contact=other, number=NUMBER, key=KEY)
    stop_contact(other, Contact.StopReason.DO_NOT_CONTACT)
    assert codes(queue()) == ["DO_NOT_CONTACT"]


@pytest.mark.parametrize("kind", ["OPTED_OUT", "LANDLINE", "BLOCKED", "UNREACHABLE", "HELD"])
def test_what_is_known_of_the_number_counts(queue, person, agree, kind):
    agree(person)
    note(KEY, NumberEvent.Kind(kind), "test", NOON)
    assert codes(queue()) == [kind]


def test_who_comes_back_may_be_texted_again(queue, person, agree):
    agree(person)
    note(KEY, NumberEvent.Kind.OPTED_OUT, "keyword", NOON)
    note(KEY, NumberEvent.Kind.OPTED_IN, "keyword", NOON + timedelta(minutes=1))
    assert codes(queue()) == []


def test_it_waits_for_the_morning_and_says_by_which_rule(queue, person, agree):
    agree(person)
    (quiet,) = obstacles(queue(), NIGHT)
    assert quiet.code == "QUIET"
    assert not quiet.is_final
    assert quiet.ends_at == NOON.replace(hour=14)
    assert "42-288a" in quiet.evidence


def test_it_waits_where_the_place_is_unknown(queue, person, agree):
    agree(person)
    person.address = None
    person.save()
    text = queue(number="+18005550199", contact=person)
    assert codes(text) == ["PLACE_UNKNOWN"]


def test_it_waits_for_both_places_where_the_area_code_is_of_another(queue, person, agree):
    agree(person)
    text = queue(number="+13035550142")  # Denver
    morning = NOON.replace(hour=15)  # 10:00 in Hartford, 8:00 in Denver
    assert codes(text, morning) == ["QUIET"]


@pytest.mark.parametrize(("state", "postal_code"), [("CO", ""), ("CO", "00000"), ("CO", "06103")])
def test_it_waits_for_the_state_too_where_the_postal_code_is_none_or_of_another(
    queue, person, agree, state, postal_code
):
    agree(person)
    person.address.state, person.address.postal_code = state, postal_code
    person.address.save()
    # 10:00 by the area code in Hartford, 8:00 in Denver.
    assert codes(queue(), NOON.replace(hour=15)) == ["QUIET"]
    assert codes(queue()) == []


@pytest.mark.parametrize("postal_code", ["06103", "99634", ""])
def test_it_knows_the_hours_of_alaska(queue, person, agree, postal_code):
    agree(person)
    person.address.state, person.address.postal_code = "AK", postal_code
    person.address.save()
    text = queue(number="+19075550142")
    # 9:00 in Anchorage, then 13:00.
    assert codes(text) == ["QUIET"]
    assert codes(text, NOON.replace(hour=22)) == []


def test_every_area_code_has_clocks_that_there_are():
    for code in range(200, 1000):
        places = area_code_places(f"+1{code}5550142")
        assert may_text(NOON, places).opens_at or may_text(NOON, places).allowed or not places


@pytest.fixture
def shared(queue, person, agree, office, template, gateway):
    """Return a function that queues a text to someone of a phone that another was texted on."""
    agree(person)
    other = ContactFactory(office=office, given_name="Ida", address=person.address)
    PhoneFactory(contact=other, number=NUMBER, key=KEY)
    agree(other)
    queue(wording=template.wordings.get(language="en"))
    assert send_due(gateway, now=NOON) == 1

    def queued(**more):
        usual = {"contact": other, "wording": template.wordings.get(language="es")}
        return queue(**usual | more)

    return queued


def test_a_phone_is_not_sent_the_same_under_two_names(shared):
    assert codes(shared(), NOON + timedelta(minutes=5)) == ["SAID_TO_ANOTHER"]
    assert codes(shared(), NOON + timedelta(days=1)) == []


def test_a_phone_is_sent_something_else_or_to_the_same_person(shared, person):
    later = NOON + timedelta(minutes=5)
    assert codes(shared(contact=person), later) == []
    other = Template.objects.create(slug="offer", name="Offer")
    assert codes(shared(wording=other.wordings.create(language="en", words="Hi")), later) == []


def test_two_names_of_one_phone_in_one_batch_get_one_text(
    queue, person, agree, office, template, gateway
):
    agree(person)
    other = ContactFactory(office=office, address=person.address)
    PhoneFactory(contact=other, number=NUMBER, key=KEY)
    agree(other)
    wording = template.wordings.get(language="en")
    queue(wording=wording)
    queue(contact=other, wording=wording)
    assert send_due(gateway, now=NOON) == 1
    assert sorted(Text.objects.values_list("status", "reason")) == [
        ("ACCEPTED", ""),
        ("CANCELLED", "SAID_TO_ANOTHER"),
    ]


def test_it_refuses_words_that_tell(queue, person, agree):
    agree(person)
    (found,) = obstacles(queue("Rosa Delgado, about the pills"), NOON)
    assert (found.code, found.evidence) == ("TELLING", "pills, Rosa Delgado")


def test_an_answer_to_who_just_wrote_may_follow_at_night(queue, person):
    take_in("SM1", NUMBER, "can we talk?", NIGHT)
    reply = queue(kind=Text.Kind.REPLY, answers=IncomingText.objects.get())
    assert codes(reply, NIGHT + timedelta(minutes=30)) == []
    assert codes(reply, NIGHT + timedelta(hours=2)) == ["QUIET"]


def test_danger_is_answered_at_any_hour_unless_they_opted_out(queue):
    answer = queue(kind=Text.Kind.CRISIS, contact=None)
    assert codes(answer, NIGHT) == []
    note(KEY, NumberEvent.Kind.LANDLINE, "test", NOON)
    assert codes(answer, NIGHT) == []
    note(KEY, NumberEvent.Kind.OPTED_OUT, "test", NOON)
    assert codes(answer, NIGHT) == ["OPTED_OUT"]
