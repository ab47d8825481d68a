"""What an incoming text means, by its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messaging.keywords import KEYWORDS, Meaning, own_words, plain, read

STOPS = [
    "STOP", "stop", " Stop! ", "STOP.", "S.T.O.P", "s t o p", "Stop please", "please STOP",
    "STOPALL", "stop all", "Unsubscribe", "CANCEL", "END", "quit", "REVOKE", "OptOut", "OPT OUT",
    "opt-out", "“STOP”", "stop 🛑", "PARAR", "Alto", "cancelar", "BAJA", "dar de baja",
    "STOP gracias", "STOP STOP", "stop please stop!!",
]  # fmt: skip


@pytest.mark.parametrize("text", STOPS)
def test_it_takes_every_keyword_however_it_is_written(text):
    assert read(text).meaning is Meaning.STOP


@pytest.mark.parametrize("text", ["START", "unstop", "Start!", "empezar"])
def test_it_knows_who_comes_back(text):
    assert read(text).meaning is Meaning.START


@pytest.mark.parametrize("text", ["HELP", "help?", "INFO", "ayuda", "Información"])
def test_it_knows_who_asks_for_help(text):
    assert read(text).meaning is Meaning.HELP


@pytest.mark.parametrize("text", ["YES", "Yes please", "sí", "Y", "ok"])
def test_yes_is_never_a_keyword(text):
    assert read(text).meaning is Meaning.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "please don't text me again",
        "Dont message me",
        "stop texting my phone",
        "do not contact me anymore",
        "Leave me alone!!",
        "wrong number",
        "take me off your list",
        "remove me",
        "No me escriba más",
        "dejen de molestar",
        "Quíteme de la lista",
        "i said QUIT messaging me",
        "stop it",
        "Ok stop",
        "I said stop",
        "stop this now",
        "stop sending me these",
        "go away",
        "opt me out",
        "I revoke my consent",
        "I do not consent",
        "I don't want these",
        "delete my number",
        "end texts",
        "no more",
        "ya basta",
        "déjame en paz",
        "no quiero recibir mensajes",
        "sáquenme de la lista",
    ],
)
def test_it_hears_a_sentence_that_means_stop(text):
    assert read(text).meaning is Meaning.ASKS_TO_STOP


@pytest.mark.parametrize(
    "text",
    [
        "can you stop by on friday?",
        "the bus did not stop on our street",
        "I do not want to be late",
        "I want to quit smoking",
        "at the end of the week",
        "who is this",
        "I can't talk now, call me tomorrow",
        "Gracias, estoy bien",
        "please",
        "",
        "🙂",
    ],
)
def test_it_leaves_other_sentences_alone(text):
    assert read(text).meaning is Meaning.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "I don't want to live any more",
        "don't wanna be here anymore",
        "i do not want to wake up",
        "no reason to live",
        "I took all of them",
        "no quiero vivir más",
        "me quiero morir, no quiero seguir viviendo",
        "im going to kill myself",
        "my brother overdosed help",
        "he is not breathing",
        "she can’t breathe",
        "quiero morir",
        "creo que es una sobredosis",
        "STOP I will end my life",
        "me quiero matar",
        "quiero acabar con mi vida",
        "mi hermano no puede respirar",
        "se tomó muchas pastillas",
        "my friend OD'd",
        "he OD’ed",
        "he isn't breathing",
        "she stopped breathing",
        "I want to end it",
        "gonna shoot myself",
        "I'm dying",
        "I took a whole bottle",
    ],
)
def test_it_hears_danger(text):
    assert read(text).crisis


@pytest.mark.parametrize(
    "text", ["STOP", "END", "I am fine, thanks", "deadline is friday", "HELP", "odd, I am in time"]
)
def test_it_sees_no_danger_where_there_is_none(text):
    assert not read(text).crisis


@pytest.mark.parametrize("text", ["YES", "yes please", "Sí", "ok"])
def test_yes_is_no_start_though_twilio_takes_it_for_one(text):
    assert read(text, "START").meaning is Meaning.OTHER


def test_what_a_reaction_quotes_of_ours_is_not_their_word():
    ours = ["We: if you are in danger, call 911. Answer STOP and we write no more."]
    assert own_words("Liked “We: if you are in danger, call 911…”", ours) == "Liked "
    assert own_words(f'👍 to "{ours[0]}"', ours) == "👍 to "
    assert own_words("Liked “I want to die”", ours) == "Liked “I want to die”"
    assert own_words(f"STOP “{ours[0]}”", ours) == "STOP "


def test_it_believes_what_twilio_itself_acted_on():
    assert read("whatever", "STOP").meaning is Meaning.STOP
    assert read("hola", "start").meaning is Meaning.START
    assert read("STOP", "nonsense").meaning is Meaning.STOP


@given(st.sampled_from(sorted(KEYWORDS[Meaning.STOP])), st.data())
def test_case_spacing_and_punctuation_do_not_matter(word, data):
    noise = st.text(alphabet=" .,!?;:-_*\t\n", max_size=4)
    cased = "".join(data.draw(st.sampled_from([c.upper(), c.lower()])) for c in word)
    assert read(data.draw(noise) + cased + data.draw(noise)).meaning is Meaning.STOP


@given(st.text())
def test_any_text_is_read(text):
    assert read(text).meaning in Meaning
    assert plain(plain(text)) == plain(text)
