"""What is installed is pinned by hash, down to what packages bring along."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = ["requirements.txt", "requirements-dev.txt"]
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==[^\s;\\]+(\s*;[^\\]*)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(name: str) -> list[tuple[str, int]]:
    """Return each requirement of the file as it stands there, with the number of its hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [(HASH.sub("", line).strip(), len(HASH.findall(line))) for line in lines]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LISTS)
def test_every_line_is_one_version_with_its_hashes(name):
    found = entries(name)
    assert len(found) > 50
    assert [line for line, hashes in found if not hashes or not PINNED.fullmatch(line)] == []


def test_everything_that_doorstep_asks_for_is_in_both_lists():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {canonical(re.match(r"[\w.-]+", one)[0]) for one in asked["project"]["dependencies"]}
    for name in LISTS:
        listed = {canonical(PINNED.match(line)["name"]) for line, _hashes in entries(name)}
        assert wanted <= listed


def test_tests_run_with_the_versions_that_are_served():
    served, tested = (dict.fromkeys(line for line, _hashes in entries(name)) for name in LISTS)
    assert set(served) <= set(tested)


def test_installing_checks_the_hashes():
    """pip checks all of them where it is told to, and then takes no package without one."""
    for name in ("start.py", "compose.yaml"):
        assert "--require-hashes" in (ROOT / name).read_text()
