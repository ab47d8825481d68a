"""Writing what agents say, in both languages at once."""

import pytest

from tests.factories import ContactFactory, EnrollmentFactory

PAGE = "/campaigns/eastside-fall/scripts/"
GOOD = {
    "en-to_the_person": "Hello, I am ___.",
    "en-to_anyone_else": "We are looking for ___ about a health matter.",
    "es-to_the_person": "",
    "es-to_anyone_else": "",
}


def test_it_keeps_a_script(signed_in, coordinator, campaign):
    answer = signed_in(coordinator).post(PAGE, GOOD)
    assert answer.status_code == 302
    script = campaign.scripts.get()
    assert script.language == "en"
    assert script.to_the_person == "Hello, I am ___."


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_refuses_a_text_that_tells_others_why_the_team_came(
    signed_in, coordinator, campaign, language
):
    sent = {**GOOD, f"{language}-to_the_person": "x", f"{language}-to_anyone_else": "Los opioides"}
    page = signed_in(coordinator).post(PAGE, sent).content.decode()
    assert "Leave out “opioides”: it tells others why the team came." in page
    assert "Los opioides" in page
    assert not campaign.scripts.exists()


def test_it_asks_for_both_texts_or_none(signed_in, coordinator, campaign):
    page = signed_in(coordinator).post(PAGE, {**GOOD, "es-to_anyone_else": "Un asunto de salud"})
    assert "agents need both" in page.content.decode()
    assert not campaign.scripts.exists()


def test_it_removes_a_script_that_nobody_needs(signed_in, coordinator, campaign, write_script):
    write_script("es")
    signed_in(coordinator).post(PAGE, GOOD)
    assert [script.language for script in campaign.scripts.all()] == ["en"]


def test_it_keeps_the_script_that_someone_still_to_visit_needs(
    signed_in, coordinator, campaign, office, write_script
):
    write_script("es")
    EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office, language="es"))
    page = signed_in(coordinator).post(PAGE, GOOD).content.decode()
    assert "1 person still to visit speaks Spanish" in page
    assert campaign.scripts.get().language == "es"
