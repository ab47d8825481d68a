"""A purge or a restore that was killed with kill -9 and run again ends as it would have."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.conftest import SEEDED

pytestmark = pytest.mark.slow


def kill(deed: str, folder: Path) -> Any:
    run = [sys.executable, "-m", "tests.privacy.killing", deed, str(folder)]
    done = subprocess.run(run, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_a_killed_purge_ends_in_the_same_state(tmp_path):
    told = kill("purge", tmp_path)
    straight, *killed = told["found"]
    assert straight["signal"] == 0
    assert len(killed) > 5
    assert {each["signal"] for each in killed} == {9}
    assert all(each["state"] == straight["state"] for each in killed)
    assert straight["state"]["rows"]["contacts.Contact"] == 1
    # Nothing of the people is left in the file or its log; a control finds all of them before.
    assert set(told["control"]) == set(SEEDED)
    assert not [each["names"] for each in told["found"] if each["names"]]


def test_a_killed_restore_leaves_the_old_database_or_the_new_one(tmp_path):
    told = kill("restore", tmp_path)
    old, new, found = told["old"], told["new"], told["found"]
    assert "Wobblegate" in new
    assert "Wobblegate" not in old
    assert "Quillfeather" not in old + new
    between = [state for _how, state, *_rest in found]
    assert {json.dumps(state) for state in between} == {json.dumps(old), json.dumps(new)}
    assert {how for how, *_rest in found} == {
        "restore_killed_at_file",
        "restore_killed_at_statement",
    }
    for _how, _between, after, files, names in found:
        assert after == new
        # Nothing is left beside the database, and whoever was erased is in no byte of it.
        assert not [name for name in files if "restoring" in name]
        assert "Quillfeather" not in names
        assert "Wobblegate" in names
