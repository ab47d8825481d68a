"""The inbox: what needs a reply comes first, answers are discreet, and decisions are a person's."""

from datetime import timedelta

import pytest
from auditlog import get_logentry_model
from django.utils import timezone

from outreach.messaging.incoming import take_in
from outreach.messaging.models import (
    Conversation,
    CrisisAlert,
    NumberEvent,
    Reader,
    Template,
    Text,
)
from outreach.messaging.numbers import note, standing_of
from outreach.messaging.sending import send_due
from tests.factories import ContactFactory, PhoneFactory
from tests.messaging.conftest import NUMBER

PAGE = "/messages/"


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def wrote(words: str, number: str = NUMBER, ago: timedelta = timedelta()) -> Conversation:
    wrote.count = getattr(wrote, "count", 0) + 1
    take_in(f"SM{wrote.count}", number, words, timezone.now() - ago)
    return Conversation.objects.order_by("-pk").first()


def at(conversation, step="") -> str:
    return f"{PAGE}{conversation.code}/{step}"


def test_what_needs_a_reply_comes_first_and_danger_before_all(desk, person, office):
    other = ContactFactory(office=office, given_name="Ida", family_name="Marlowe")
    PhoneFactory(contact=other, number="+18605550199")
    wrote("Who is this?", ago=timedelta(hours=3))
    wrote("I want to die", "+18605550199")
    wrote("STOP", "+18605550111")
    page = desk.get(PAGE)
    assert [people[0].family_name for _one, people in page.context["rows"]] == [
        "Marlowe",
        "Delgado",
    ]
    counts = {link.name: link.count for link in page.context["links"]}
    assert counts == {"needs": 2, "waiting": 0, "mine": 0, "later": 1, "out": 1, "handled": 1}


def test_it_is_unread_until_someone_reads_it_and_for_each_by_themselves(
    desk, person, signed_in, other_coordinator, office
):
    one = wrote("Who is this?")
    assert [row.is_read for row, _people in desk.get(PAGE).context["rows"]] == [None]
    assert "Unread below" in desk.get(at(one)).text
    assert [row.is_read for row, _people in desk.get(PAGE).context["rows"]] == [True]
    assert "Unread below" not in desk.get(at(one)).text
    wrote("Hello?")
    assert [row.is_read for row, _people in desk.get(PAGE).context["rows"]] == [False]


def test_another_office_does_not_find_it_but_everyone_finds_a_stranger(
    desk, person, signed_in, other_coordinator
):
    known, stranger = wrote("Who is this?"), wrote("Hello", "+18605550111")
    client = signed_in(other_coordinator)
    assert client.get(at(known)).status_code == 404
    assert client.post(at(known), {"words": "Hi"}).status_code == 404
    assert client.get(at(stranger)).status_code == 200


def test_reading_it_is_written_down_without_a_word_of_it(desk, person):
    desk.get(at(wrote("My secret is grimalkin")))
    entry = get_logentry_model().objects.order_by("-pk").first()
    assert entry.additional_data == {"deed": "conversation", "contacts": [person.code]}
    assert "grimalkin" not in str(list(get_logentry_model().objects.values()))


def test_an_answer_waits_in_the_outbox_and_for_them(desk, person, coordinator):
    one = wrote("Who is this?")
    desk.post(at(one), {"words": "We would like to know how you are."})
    text = Text.objects.get(kind="REPLY")
    assert (text.author, text.contact, text.status) == (coordinator, person, "QUEUED")
    assert text.words == "Doorstep Outreach: We would like to know how you are."
    one.refresh_from_db()
    assert (one.status, one.assigned_to) == ("WAITING", coordinator)


def test_an_answer_that_says_who_writes_is_sent_as_it_is(desk, person):
    one = wrote("Who is this?")
    words = "It is doorstep outreach. We would like to know how you are."
    desk.post(at(one), {"words": words})
    assert Text.objects.get(kind="REPLY").words == words
    assert "Begins with" not in desk.post(at(one, "preview/"), {"words": words}).text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("It is about the pills", "pills"),
        ("Officer Tate asks you to call", "officer"),
        ("Dear Rosa Delgado, how are you?", "Rosa Delgado"),
        ("See bit.ly/x", "bit.ly"),
    ],
)
def test_an_answer_that_would_tell_is_refused_and_kept(desk, person, words, shown):
    one = wrote("Who is this?")
    page = desk.post(at(one), {"words": words})
    assert page.status_code == 422
    assert f"“{shown}”" in page.text
    assert words in page.text
    assert not Text.objects.exists()


@pytest.mark.parametrize("words", ["please don't text me again", "I want to die"])
def test_an_answer_leaves_what_must_be_decided_where_it_is_seen(desk, person, words):
    one = wrote(words)
    desk.post(at(one), {"words": "We hear you."})
    assert Text.objects.filter(kind="REPLY").exists()
    assert [row for row, _people in desk.get(PAGE).context["rows"]] == [one]


@pytest.mark.parametrize(
    ("kind", "why"),
    [("OPTED_OUT", "asked for no more texts"), ("LANDLINE", "This number takes no texts")],
)
def test_an_answer_that_can_never_go_out_is_refused(desk, person, kind, why):
    one = wrote("Who is this?")
    # It came while the answer was being written.
    note(one.key, kind, "test", timezone.now())
    page = desk.post(at(one), {"words": "We would like to know how you are."})
    assert page.status_code == 422
    assert why in page.text
    assert not Text.objects.exists()
    one.refresh_from_db()
    assert one.status == "NEEDS_REPLY"


def test_a_draft_is_kept_and_others_see_that_someone_answers(
    desk, person, signed_in, office, coordinator, other_coordinator
):
    office.staff.add(other_coordinator)
    one = wrote("Who is this?")
    fragment = desk.post(at(one, "preview/"), {"words": "We would"}).text
    assert "1 text, 133 characters left" in fragment
    assert "Begins with “Doorstep Outreach: ”" in fragment
    assert "We would" in desk.get(at(one)).text
    assert f"{coordinator.short_name} is writing" in signed_in(other_coordinator).get(at(one)).text
    Reader.objects.update(wrote_at=timezone.now() - timedelta(minutes=6))
    assert "is writing" not in signed_in(other_coordinator).get(at(one)).text


def test_a_ready_made_reply_is_filled_in_their_language(desk, person):
    person.language = "es"
    person.save()
    made = Template.objects.create(slug="call", name="Call", use=Template.Use.REPLY)
    made.wordings.create(language="en", words="Hello {first_name}")
    made.wordings.create(language="es", words="Hola {first_name}, {programme}")
    page = desk.get(at(wrote("¿Quién?"), "ready/call/")).text
    assert "Hola Rosa, Doorstep Outreach" in page


def test_who_opted_out_has_no_field_to_answer(desk, person):
    one = wrote("STOP")
    page = desk.get(at(one)).text
    assert "asked for no more texts" in page
    assert "<textarea" not in page


def test_a_stop_in_own_words_is_decided_by_a_person(desk, person):
    one = wrote("please don't text me again")
    assert "Did they ask us to stop?" in desk.get(at(one)).text
    assert "Decide first" in desk.post(at(one, "handled/"), follow=True).text
    desk.post(at(one, "stop/"), {"stop": "yes"})
    assert standing_of(one.key).holds(NumberEvent.Kind.OPTED_OUT)


def test_a_stop_that_was_none_lets_texts_go_on(desk, person):
    one = wrote("please don't text me again")
    desk.post(at(one, "stop/"), {"stop": "no"})
    assert standing_of(one.key).since == {}


def test_only_a_person_closes_an_alert_and_says_what_was_done(desk, person, coordinator):
    one = wrote("I want to die")
    assert "Decide first" in desk.post(at(one, "handled/"), follow=True).text
    number = CrisisAlert.objects.get().pk
    assert "Say what was done" in desk.post(at(one, f"alerts/{number}/"), follow=True).text
    desk.post(at(one, f"alerts/{number}/"), {"outcome": "Called; her sister is there."})
    alert = CrisisAlert.objects.get()
    assert (alert.closed_by, alert.outcome) == (coordinator, "Called; her sister is there.")
    desk.post(at(one, "handled/"))
    one.refresh_from_db()
    assert (one.status, one.is_urgent, one.handled_by) == ("HANDLED", False, coordinator)


def test_an_alert_says_whether_the_numbers_that_help_went_out(desk, person, gateway):
    told, untold = "They were sent the numbers 988", "did not go out to them"
    one = wrote("I want to die")
    assert untold in desk.get(at(one)).text
    send_due(gateway)
    assert told in desk.get(at(one)).text
    wrote("STOP", "+18605550111")
    other = wrote("I want to die", "+18605550111")
    send_due(gateway)
    page = desk.get(at(other)).text
    assert untold in page
    assert told not in page


def test_whose_it_is_can_be_said_and_taken_back(desk, person, coordinator):
    one = wrote("Who is this?")
    desk.post(at(one, "assign/"), {"to": "me"})
    one.refresh_from_db()
    assert one.assigned_to == coordinator
    desk.post(at(one, "assign/"), {"to": ""})
    one.refresh_from_db()
    assert one.assigned_to is None


def test_who_may_have_asked_to_stop_stands_out_until_it_is_decided(desk, person):
    wrote("Hello", "+18605550111", ago=timedelta(hours=2))
    one = wrote("please don't text me again")
    page = desk.get(PAGE)
    assert page.context["rows"][0][0] == one
    assert "Asks to stop?" in page.text
    desk.post(at(one, "stop/"), {"stop": "no"})
    assert "Asks to stop?" not in desk.get(PAGE).text


def test_what_was_held_goes_on_at_once_when_it_is_decided(desk, person, queue):
    one = wrote("please don't text me again")
    text = queue(reason="HELD", due_at=timezone.now() + timedelta(days=1))
    desk.post(at(one, "stop/"), {"stop": "no"})
    text.refresh_from_db()
    assert text.due_at <= timezone.now()


def test_replies_are_shown_as_they_would_read(desk, person):
    made = Template.objects.create(slug="call", name="Call", use=Template.Use.REPLY)
    made.wordings.create(language="en", words="Hello {first_name}")
    made.wordings.create(language="es", words="Hola {first_name}")
    one = wrote("Who?")
    assert "Hello Rosa" in desk.get(at(one)).text
    assert "Hola Rosa" in desk.get(at(one, "ready/call/?language=es")).text
    assert desk.get(at(one, "ready/nonsense/")).status_code == 404


def test_consent_stands_at_the_side_and_who_read_it(
    desk, person, agree, signed_in, office, other_coordinator, coordinator
):
    agree(person)
    office.staff.add(other_coordinator)
    one = wrote("Who is this?")
    assert "Wording read out in person" in desk.get(at(one)).text
    page = signed_in(other_coordinator).get(at(one)).text
    assert "Read by" in page
    assert coordinator.short_name in page
    wrote("STOP")
    assert "taken back on" in desk.get(at(one)).text


def test_a_stranger_learns_our_name_and_no_more(desk, settings):
    wrote("HELP", "+18605550111")
    wrote("INFO", "+18605550111")
    said = set(Text.objects.values_list("kind", flat=True)), {t.words for t in Text.objects.all()}
    assert said == ({"HELP"}, {f"{settings.PROGRAMME_NAME}. Answer STOP and we write no more."})
