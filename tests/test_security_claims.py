"""SECURITY.md claims nothing whose test is not there."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CLAIM = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CLAIMS = CLAIM.findall((ROOT / "SECURITY.md").read_text())


def test_it_makes_claims():
    assert len(CLAIMS) > 30


@pytest.mark.parametrize(("path", "name"), sorted(set(CLAIMS)))
def test_each_claim_has_its_test(path, name):
    tree = ast.parse((ROOT / path).read_text())
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in found
