"""What a text must not say."""

import pytest

from outreach.messaging.discretion import telling_words


def kinds(text, **of):
    return {finding.kind for finding in telling_words(text, **of)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("About the pills we talked of", "drugs"),
        ("Do you have NARCAN?", "drugs"),
        ("the FENTANYL warning", "drugs"),
        ("your treatment starts", "treatment"),
        ("after an overdosed friend", "treatment"),
        ("Su tratamiento", "treatment"),
        ("adicción", "treatment"),
        ("This is the F.B.I.", "police"),
        ("the police and we", "police"),
        ("an officer will call", "police"),
        ("law enforcement", "police"),
        ("what you bought", "market"),
        ("on the dark web", "market"),
        ("see https://bit.ly/abc", "link"),
        ("We come to 12 Maple Street", "address"),
        ("We come to 123 N. Main St.", "address"),
        ("At 9 O’Neil Ave, as agreed", "address"),
        ("Nos vemos en 123 Calle Luna", "address"),
        ("Calle Sol 45", "address"),
        ("heroína", "drugs"),
        ("la cocaína", "drugs"),
        ("fentanilo", "drugs"),
        ("opioides", "drugs"),
        ("methamphetamine", "drugs"),
        ("naloxona", "drugs"),
        ("your treatments", "treatment"),
        ("los tratamientos", "treatment"),
        ("our clinic’s counselor", "treatment"),
        ("they relapsed", "treatment"),
        ("we help patients", "treatment"),
        ("los policías", "police"),
        ("the F B I", "police"),
        ("on the dark net", "market"),
        ("see www.bit.ly/abc", "link"),
    ],
)
def test_it_finds_what_would_tell(text, kind):
    assert kinds(text) == {kind}


def test_it_finds_the_full_name_but_lets_one_greet():
    assert kinds("Hello Rosa Delgado", names=["Rosa Delgado"]) == {"name"}
    assert kinds("Hello Rosa", names=["Rosa Delgado"]) == set()
    assert kinds("rosa DELGADO, hello", names=["Rosa Delgado"]) == {"name"}


def test_it_finds_the_door():
    assert kinds("We were at 584 Larkspur Way, Apt 2", streets=["584 Larkspur Way"]) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "Hi, this is Doorstep Outreach. How are you doing? Answer HELP for help, STOP to stop.",
        "Hola, somos Doorstep Outreach. ¿Cómo está? Responda STOP para no recibir más.",
        "Your appointment is tomorrow at 10. Shall we drive you?",
        "You meet at 2 PM with Dr. Lee. We are there at 5 on our way home.",
        "Thank you for your patience. We start at 10. Come along any way you like.",
        "The copy of the form is at https://doorstep.example/c/abc",
    ],
)
def test_it_lets_a_discreet_text_pass(text):
    assert telling_words(text, names=["Rosa Delgado"]) == []


def test_it_shows_the_words():
    assert [finding.words for finding in telling_words("addiction and pills")] == [
        "pills",
        "addiction",
    ]
