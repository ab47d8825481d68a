"""The agent's app as it is served: the same for everyone, without anyone's data, and small."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation
from PIL import Image

from outreach.visits.shell import FILES, MODULES, digest, shell
from outreach.visits.shell_words import words
from tests.factories import VisitFactory

MOST_BYTES = 100 * 1024
IMPORTS = re.compile(r'from "\./(\w+)\.js"')


def script(name: str) -> str:
    return Path(finders.find(f"visits/{name}.js")).read_text()


def test_its_page_and_worker_hold_nobodys_data(agent, team, signed_in):
    """Whoever asks, and whoever is on the list, it is byte for byte the same."""
    VisitFactory(team=team)
    client, stranger = signed_in(agent), Client()
    for path in ("/app/en/", "/app/es/", "/sw.js", "/manifest.webmanifest"):
        assert client.get(path).content == stranger.get(path).content
    assert "Ana" not in shell("en")


def test_it_comes_in_the_language_asked_for(client):
    assert client.get("/app/", headers={"Accept-Language": "es"}).url == "/app/es/"
    assert 'lang="es"' in shell("es")
    assert shell("en") != shell("es")


def test_the_phone_keeps_every_module_that_the_app_asks_for():
    asked, waiting = set(), {"app"}
    while waiting:
        name = waiting.pop()
        asked.add(name)
        waiting |= set(IMPORTS.findall(script(name))) - asked
    assert asked == set(MODULES)


def test_a_changed_byte_makes_a_new_release(monkeypatch):
    before = digest()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b" ")
    assert digest() != before


def test_it_weighs_at_most_100_kilobytes(client):
    """Compressed as gunicorn's static files are, without a proxy's brotli."""
    worker = client.get("/sw.js", headers={"Accept-Encoding": "gzip"})
    page = client.get("/app/en/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    files = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in FILES]
    assert len(worker.content) + len(page.content) + sum(files) <= MOST_BYTES
    # The page, the worker, its files; no list is asked for before somebody wants one.
    assert 2 + len(files) <= 12


def test_it_is_installed_with_pictures_that_are_there(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["sizes"] for icon in icons} == {"any", "192x192", "512x512"}
    for size in (180, 192, 512):
        with Image.open(finders.find(f"doorstep/mark-{size}.png")) as picture:
            assert (picture.format, picture.size) == ("PNG", (size, size))
    assert 'rel="apple-touch-icon"' in shell("en")


@pytest.mark.django_db
def test_its_token_is_for_agents_alone(agent, manager, signed_in):
    assert signed_in(agent).get("/app/session/").json()["csrf"]
    assert signed_in(manager).get("/app/session/").status_code == 404
    assert Client().get("/app/session/").status_code == 302


def test_it_counts_in_spanish_too():
    with translation.override("es"):
        counted = words()["counted"]
    assert counted["doors"] == ["{done} de {n} puerta", "{done} de {n} puertas"]
    with translation.override("en"):
        assert all(counted[name] != texts for name, texts in words()["counted"].items())
