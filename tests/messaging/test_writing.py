"""Templates and sequences: versions, what may not be said, and whose they are."""

import pytest

from outreach.messaging.making import filled
from outreach.messaging.models import FollowUp, Sequence, Template
from tests.messaging.conftest import NOON

NEW = {"name": "Check-in", "use": "FOLLOW_UP", "purpose": "CHECK_IN", "is_active": "on"}
WORDS = {"words_en": "Hello {first_name}, this is {programme}."}


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def test_a_changed_wording_is_a_new_version(desk, coordinator):
    desk.post("/messages/templates/new/", NEW | WORDS)
    made = Template.objects.get()
    address = f"/messages/templates/{made.slug}/"
    desk.post(address, NEW | WORDS)
    desk.post(address, NEW | {"words_en": "Hi {first_name}, {programme} here."})
    told = [(one.version, one.made_by) for one in made.wordings.order_by("version")]
    assert told == [(1, coordinator), (2, coordinator)]
    assert made.wording("en").words.startswith("Hi")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("{programme}: about your treatment", "“treatment”"),
        ("{programme}: dear {surname}", "no field {surname}"),
        ("Hello {first_name}", "put {programme} in"),
        ("{programme} " + "ж" * 250, "longer than three texts"),
        ("", "required"),
    ],
)
def test_what_may_not_be_said_is_refused_and_shown(desk, words, says):
    page = desk.post("/messages/templates/new/", NEW | {"words_en": words})
    assert page.status_code == 422
    assert says in page.text
    assert not Template.objects.exists()


def sequence_form(campaign, template, **other) -> dict[str, object]:
    return {
        "name": "After a talk",
        "starts_after": "INFORMATION_ONLY",
        "campaigns": [campaign.pk],
        "is_active": "on",
        "steps-TOTAL_FORMS": "2",
        "steps-INITIAL_FORMS": "0",
        "steps-0-days_after": "1",
        "steps-0-template": template.pk,
        "steps-1-days_after": "7",
        "steps-1-template": template.pk,
        **other,
    }


def test_a_sequence_is_made_with_its_steps(desk, campaign, template):
    desk.post("/messages/sequences/new/", sequence_form(campaign, template))
    made = Sequence.objects.get()
    assert [step.days_after for step in made.steps.all()] == [1, 7]
    assert list(made.campaigns.all()) == [campaign]
    assert "After a talk" in desk.get("/messages/templates/").text


@pytest.mark.parametrize(
    "other",
    [
        {"starts_after": "NEVER"},
        {"steps-0-days_after": "0"},
        {"steps-1-days_after": "1"},
        {"steps-0-template": "999"},
    ],
)
def test_a_sequence_that_makes_no_sense_is_not_kept(desk, campaign, template, other):
    page = desk.post("/messages/sequences/new/", sequence_form(campaign, template, **other))
    assert page.status_code == 422
    assert not Sequence.objects.exists()


def test_a_step_that_someone_is_owed_stays(desk, campaign, template, enrollment, person):
    desk.post("/messages/sequences/new/", sequence_form(campaign, template))
    made = Sequence.objects.get()
    step = made.steps.first()
    FollowUp.objects.create(
        enrollment=enrollment, step=step, phone=person.phones.get(), due_at=NOON, language="en"
    )
    told = sequence_form(
        campaign,
        template,
        **{
            "steps-INITIAL_FORMS": "2",
            "steps-0-id": step.pk,
            "steps-0-DELETE": "on",
            "steps-1-id": made.steps.last().pk,
        },
    )
    page = desk.post(f"/messages/sequences/{made.pk}/", told)
    assert page.status_code == 422
    assert made.steps.count() == 2


def test_another_offices_sequence_is_not_there(signed_in, other_coordinator, campaign):
    made = Sequence.objects.create(name="Theirs", starts_after="INFORMATION_ONLY")
    made.campaigns.add(campaign)
    client = signed_in(other_coordinator)
    assert client.get(f"/messages/sequences/{made.pk}/").status_code == 404
    assert "Theirs" not in client.get("/messages/templates/").text


def test_a_text_that_tells_an_appointment_is_a_reminder(desk):
    words = {"words_en": "{programme}: see you at {appointment}."}
    page = desk.post("/messages/templates/new/", NEW | words)
    assert "A text that tells an appointment is a reminder" in page.text
    desk.post("/messages/templates/new/", NEW | words | {"purpose": "REMINDER"})
    assert Template.objects.get().purpose == "REMINDER"
    assert "Reminders of appointments" in desk.get("/messages/templates/").text


def test_a_text_that_goes_out_without_an_appointment_tells_none(desk, campaign, template):
    desk.post("/messages/sequences/new/", sequence_form(campaign, template))
    told = NEW | {"purpose": "REMINDER", "words_en": "{programme}: we meet on {appointment}."}
    page = desk.post(f"/messages/templates/{template.slug}/", told)
    assert page.status_code == 422
    assert "where no appointment is" in page.text
    assert "{appointment}" not in template.wording("en").words


@pytest.mark.parametrize(
    ("first_name", "reads"),
    [("Rosa", "Hi Rosa, we are here.\nAll well, Rosa?"), ("", "Hi, we are here.\nAll well,?")],
)
def test_who_has_no_first_name_is_greeted_without_a_gap(person, first_name, reads):
    person.given_name = first_name
    assert filled("Hi {first_name}, we are here.\nAll well, {first_name}?", person) == reads
