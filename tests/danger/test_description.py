"""Whatever is sent to the addresses for programs: an answer as described, and never a fault."""

import json
import os
from functools import cache
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from contacts.models import Consent
from outreach.visits import codelists
from outreach.visits.forms import CorrectionForm
from outreach.visits.models import ContactRequest, VisitReport
from outreach.visits.receiving import APPLIED, CONFLICT, DUPLICATE, QUARANTINED, REJECTED, RETRY
from outreach.visits.sync import MOST_EVENTS

PATH = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
ROLES = ("", "agent", "coordinator", "manager", "administrator", "auditor")
# Cases a role, over all addresses: by hand 50,000 (see CONTRIBUTING.md), about 2,000 in all in CI.
CASES = int(os.environ.get("FUZZ_CASES", "350"))


@cache
def described() -> dict:
    return yaml.safe_load(PATH.read_text())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Disposition", codelists.Disposition),
        ("Response", codelists.Response),
        ("DeclineReason", codelists.DeclineReason),
        ("Barrier", codelists.Barrier),
        ("SupplyItem", codelists.SupplyItem),
        ("TextPurpose", Consent.Purpose),
        ("Recipient", codelists.Recipient),
        ("Wish", ContactRequest.Wish),
        ("Place", VisitReport.Place),
    ],
)
def test_its_code_lists_are_doorsteps(name, codes):
    assert described()["components"]["schemas"][name]["enum"] == codes.values


def test_its_fields_and_limits_are_doorsteps():
    schemas = described()["components"]["schemas"]
    assert set(schemas["VisitReport"]["properties"]) == set(CorrectionForm({}).fields)
    assert schemas["Envelope"]["properties"]["events"]["maxItems"] == MOST_EVENTS
    verdicts = schemas["Verdicts"]["properties"]["results"]["items"]["properties"]["verdict"]
    assert set(verdicts["enum"]) == {APPLIED, DUPLICATE, CONFLICT, QUARANTINED, REJECTED, RETRY}


@pytest.fixture
def client_of(request, world, signed_in):
    """Return a function that gives a role's client; a fault is an answer, not an exception."""

    def of(role: str) -> Client:
        client = signed_in(request.getfixturevalue(role)) if role else Client()
        client.raise_request_exception = False
        return client

    return of


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_thousands_of_them(role, client_of, world):
    assert ask(client_of(role), world, CASES) > CASES // 2


def ask(client: Client, world: dict, cases: int) -> int:
    """Send about `cases` bodies, shared among the addresses, valid and not; return how many."""
    schema = schemathesis.openapi.from_path(PATH)
    operations = [found.ok() for found in schema.get_all_operations()]
    share = max(2, cases // (len(operations) + 3))
    return sum(
        ask_one(client, world, operation, share * (4 if "sync" in operation.path else 1))
        for operation in operations
    )


def ask_one(client: Client, world: dict, operation, cases: int) -> int:
    """Send `cases` bodies to one address; half of the events are about a visit that is there."""
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if operation.body else [])]
    strategy = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
    sent = 0

    @hypothesis_settings(
        max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(strategy, st.booleans())
    def one(case, is_known):
        nonlocal sent
        sent += 1
        if is_known:
            point_at(case.body, world["visits:code"])
        check(operation, send(client, case))

    one()
    return sent


def point_at(body, visit: str) -> None:
    events = body.get("events") if isinstance(body, dict) else None
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict):
            event["visit"] = visit


def send(client: Client, case):
    path, body = case.formatted_path, case.body
    if case.method == "GET":
        return client.get(path, headers={key: str(n) for key, n in (case.headers or {}).items()})
    if case.media_type == "application/json":
        text = json.dumps(body, default=str) if not isinstance(body, bytes) else body
        return client.post(path, text, content_type="application/json")
    fields = body if isinstance(body, dict) else {}
    return client.post(path, {str(key): str(value) for key, value in fields.items()})


def check(operation, response) -> None:
    """Fail where the answer is not one of those described, or is not shaped as described."""
    # To import it takes each of the tests' processes a second, for grammars that it builds anew.
    from jsonschema import validate

    told = described()["paths"][operation.path][operation.method.lower()]["responses"]
    # An address that is no address (a UUID that is none) is nowhere.
    assert str(response.status_code) in {*told, "404"}, response.content[:500]
    if response.headers.get("Content-Type", "").startswith("application/json"):
        answer = told[str(response.status_code)]
        if "$ref" in answer:
            answer = described()["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
        wanted = answer["content"]["application/json"]["schema"]
        rooted = {**wanted, "components": described()["components"]}
        validate(response.json(), rooted)
