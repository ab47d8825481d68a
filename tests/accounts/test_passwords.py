"""A new password is long, known to nobody and about nobody; nothing else is asked of it."""

import hashlib
import tracemalloc

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from outreach.accounts.breached_passwords import holds
from outreach.accounts.passwords import context_word
from tests.factories import PASSWORD, UserFactory


def refusals(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "fifteen letters",
        "only lower case and spaces",
        "1357 9246 8013 5792",
        "пароль из пятнадцати",
        "🐢 turtle all the way down",
        "x7" * 64,
        "any length " * 40,
    ],
)
def test_no_composition_is_asked_and_length_is_welcome(password):
    assert refusals(password) == ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("fourteen chars", "at least 15 characters"),
        ("", "at least 15 characters"),
        ("x" * 1001, "at most 1000 characters"),
        ("my doorstep is painted red", "“doorstep”"),
        ("DoorStep2026!DoorStep2026!", "“doorstep”"),
        ("hartford heron at the lake", "“hartford”"),
    ],
)
def test_it_says_what_is_wrong(password, words, settings):
    settings.PROGRAMME_NAME = "Hartford Overdose Outreach"
    assert words in refusals(password)


@pytest.mark.parametrize("password", ["123456789123456789", "1Q2W3E4R5T6Y7U8I9O0P"])
def test_a_common_password_is_refused_however_long(password):
    assert "too common" in refusals(password)


@pytest.mark.parametrize("password", ["marguerite likes rain", "so long, MARGUERITE, so long"])
def test_ones_own_name_is_refused(password):
    user = UserFactory.build(first_name="Marguerite", last_name="Li", email="mli@example.org")
    assert "“marguerite”" in refusals(password, user)


def test_a_short_name_counts_as_a_whole_word_only():
    assert context_word("banana on a boat, twice", ["Ana"]) == ""
    assert context_word("the boat of ana, twice", ["Ana"]) == "ana"
    assert context_word("one i two i three", ["I"]) == ""


@pytest.fixture
def hash_file(tmp_path):
    """A list as Have I Been Pwned offers it, of the passwords "breached 0" to "breached 4999"."""
    lines = sorted(
        hashlib.sha1(f"breached {number}".encode()).hexdigest().upper() + f":{number + 1}"
        for number in range(5000)
    )
    path = tmp_path / "pwned.txt"
    path.write_text("\r\n".join(lines) + "\r\n")
    return str(path)


def test_every_password_of_a_hash_list_is_found(hash_file):
    assert all(holds(hash_file, f"breached {number}") for number in range(5000))


@given(password=st.text())
def test_no_other_is(password, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "few.txt"
    if not path.exists():
        words = sorted(hashlib.sha1(w.encode()).hexdigest().upper() for w in ("a b", "c d", "e f"))
        path.write_text("\n".join(words))
    assert holds(str(path), password) == (password in ("a b", "c d", "e f"))


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_list_of_one_is_searched_to_its_end(tmp_path, end):
    path = tmp_path / "one.txt"
    path.write_text(hashlib.sha1(b"alone").hexdigest() + end)
    assert holds(str(path), "alone")
    assert not holds(str(path), "not alone")


def test_a_hash_list_is_not_loaded(hash_file):
    tracemalloc.start()
    holds(hash_file, "breached 7")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The file itself has a quarter of a megabyte.
    assert peak < 100_000


def test_a_plain_list_is_read_as_it_is(tmp_path):
    path = tmp_path / "plain.txt"
    path.write_bytes("correct horse battery staple\r\n contraseña de siempre \n".encode())
    assert holds(str(path), "correct horse battery staple")
    assert holds(str(path), " contraseña de siempre ")
    assert not holds(str(path), "contraseña de siempre")
    assert not holds(str(path), "correct horse")


def test_an_empty_list_holds_nothing(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert not holds(str(path), "anything at all")


def test_a_breached_one_is_refused(settings, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("correct horse battery staple\n")
    settings.BREACHED_PASSWORDS_FILE = str(path)
    assert "data breach" in refusals("correct horse battery staple")
    assert refusals("incorrect horse battery staple") == ""


def test_a_list_that_cannot_be_read_lets_nothing_through(settings, tmp_path):
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "gone.txt")
    assert "cannot be checked now" in refusals("an entirely new pass phrase")


def test_the_form_tells_it_and_the_old_password_stays(signed_in, agent):
    new = "the doorstep is not mine"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = signed_in(agent).post("/accounts/password/change/", sent).content.decode()
    assert "Leave out “doorstep”" in page
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_pasting_and_password_managers_are_welcome(signed_in, agent):
    page = signed_in(agent).get("/accounts/password/change/").content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page
    assert "maxlength" not in page
    assert "show_password.js" in page
