"""Every string a user sees is in Spanish too, and the compiled catalogue is the written one."""

import re
import shutil
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

LOCALE = Path(settings.LOCALE_PATHS[0])
# The catalogue itself is left out, so that the search writes nowhere but where it is told.
IGNORED = ["outreach/locale", "var/*", "tests/*"]
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")
CATALOGUE = LOCALE / "es" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_it_leaves_no_string_untranslated_or_in_doubt(catalogue):
    unfinished = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete and ("fuzzy" in entry.flags or not entry.translated())
    ]
    assert unfinished == []


def test_it_keeps_every_placeholder(catalogue):
    broken = [
        entry.msgid
        for entry in catalogue
        if entry.msgstr and set(HOLES.findall(entry.msgid)) != set(HOLES.findall(entry.msgstr))
    ]
    assert broken == []


def test_it_serves_what_was_written(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    # Django adds the header's fields that polib keeps apart; the messages are what is served.
    written = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in catalogue}
    served = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled}
    assert served == written


def test_it_knows_every_string_of_the_source(tmp_path, settings, catalogue):
    if not shutil.which("xgettext"):
        pytest.skip("No xgettext on this machine: install Debian's package gettext.")
    extracted = tmp_path / "es" / "LC_MESSAGES"
    extracted.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    options = {"no_location": True, "no_obsolete": True, "verbosity": 0, "stdout": StringIO()}
    call_command("makemessages", locale=["es"], ignore_patterns=IGNORED, **options)
    found = {(e.msgctxt, e.msgid) for e in polib.pofile(str(extracted / "django.po"))}
    assert found == {(e.msgctxt, e.msgid) for e in catalogue}
