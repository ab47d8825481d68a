"""Small files in the formats of the directory's sources; referrals as far as a test needs them."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.utils import timezone

from outreach.referrals.codes import Deed
from outreach.referrals.disclosing import give_consent, send
from outreach.referrals.imports import Reading, Report, run_reading
from outreach.referrals.links import make_link
from outreach.referrals.moving import Word, move
from outreach.referrals.referring import refer
from tests.factories import EnrollmentFactory, ResourceFactory

# An HSDS package of one food pantry and one place of treatment, as rows by table.
PACKAGE: dict[str, list[dict[str, Any]]] = {
    "organizations": [{"id": "o1", "name": "Eastside Help", "website": "eastside.example"}],
    "services": [
        {"id": "s1", "organization_id": "o1", "name": "Food pantry", "status": "active"},
        {
            "id": "s2", "organization_id": "o1", "name": "Outpatient rehab", "status": "active",
            "minimum_age": "18", "assured_date": "2026-10-01",
        },
    ],
    "locations": [
        {"id": "l1", "name": "Hall", "latitude": "41.76", "longitude": "-72.68"},
        {"id": "l2", "name": "House", "latitude": "41.80", "longitude": "-72.70"},
    ],
    "addresses": [
        {
            "id": "a1", "location_id": "l1", "address_1": "1 Elm Street", "city": "Hartford",
            "state_province": "CT", "postal_code": "06103", "country": "US",
            "address_type": "physical",
        }
    ],
    "service_at_location": [
        {"id": "x1", "service_id": "s1", "location_id": "l1"},
        {"id": "x2", "service_id": "s2", "location_id": "l2"},
    ],
    "phones": [{"id": "p1", "service_id": "s1", "number": "860-555-0111", "type": "voice"}],
    "schedules": [
        {
            "id": "h1", "service_id": "s1", "freq": "WEEKLY", "byday": "MO,TU",
            "opens_at": "09:00", "closes_at": "17:00",
        }
    ],
    "languages": [{"id": "g1", "service_id": "s1", "name": "Spanish", "code": "es"}],
}  # fmt: skip


def facility(frid: str = "f1", **facts: Any) -> dict[str, Any]:
    """Return one facility as FindTreatment.gov lists it."""
    services = {"TC": "Substance use treatment", "SET": "Outpatient", "PAY": "Medicaid"}
    services |= facts.pop("services", {})
    return {
        "frid": frid, "name1": "Elm Center", "name2": "", "street1": "5 Oak Street",
        "street2": None, "city": "Hartford", "state": "CT", "zip": "6103",
        "phone": "860-555-0155 x2", "intake1": None, "hotline1": None,
        "website": "http://elm.example", "latitude": "41.77", "longitude": "-72.68",
        "services": [{"f1": code, "f2": code, "f3": said} for code, said in services.items()],
        **facts,
    }  # fmt: skip


def as_csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(k for row in rows for k in row)) or ["id"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_zip(
    tables: dict[str, list[dict[str, Any]]], prefix: str = "", compression: int = ZIP_STORED
) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", compression) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{prefix}{name}.csv", as_csv(rows))
    return out.getvalue()


def with_row(table: str, **row: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the package with one row more."""
    return PACKAGE | {table: [*PACKAGE.get(table, []), row]}


def without(*tables: str) -> dict[str, list[dict[str, Any]]]:
    return {name: rows for name, rows in PACKAGE.items() if name not in tables}


@pytest.fixture
def read(db):
    """Return a function that reads content of a format into the directory."""

    def run(content: Any, kind: str, **options: Any) -> Report:
        if kind == "hsds" and isinstance(content, dict):
            content = as_zip(content)
        if kind == "findtreatment" and isinstance(content, list):
            content = json.dumps({"recordCount": len(content), "rows": content}).encode()
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            content = io.BytesIO(content)
        dry_run = options.pop("dry_run", False)
        options = {"source": kind, "name": f"file.{kind}"} | options
        now = options.pop("now", timezone.now())
        return run_reading(Reading(format=kind, content=content, **options), now, dry_run)

    return run


SHARED = ["NAME", "PHONE"]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def enrollment(campaign, contact):
    return EnrollmentFactory(campaign=campaign, contact=contact)


@pytest.fixture
def resource(db):
    return ResourceFactory(
        name="Outpatient program",
        organization_name="Elm Street Clinic",
        email="intake@clinic.example.org",
    )


@pytest.fixture
def draft(enrollment, resource, coordinator, now):
    """A referral that nobody was told of."""
    return refer(enrollment.contact, resource, coordinator, now, enrollment=enrollment)


@pytest.fixture
def consented(draft, coordinator, now):
    """A referral of which the provider may be told a name and a phone."""
    give_consent(draft, SHARED, 90, "en", "IN_PERSON", coordinator, now)
    return draft


@pytest.fixture
def sent(consented, coordinator, now):
    """A referral that the provider was asked to take."""
    send(consented, coordinator, now)
    return consented


@pytest.fixture
def scheduled(sent, now):
    """A referral with an appointment in three days."""
    move(sent, Deed.SCHEDULE, Word(appointment_at=now + timedelta(days=3)), now)
    return sent


@pytest.fixture
def link_and_code(sent, coordinator, now):
    return make_link(sent, "EMAIL", coordinator, now)


@pytest.fixture
def audit_deeds(db):
    """Return a function that gives the deeds written down, about a record or about anyone."""
    from auditlog import get_logentry_model

    def deeds(record: Any = None) -> list[str]:
        entries = get_logentry_model().objects.filter(additional_data__isnull=False).order_by("pk")
        if record is not None:
            entries = entries.filter(object_pk=str(record.pk))
        return [e.additional_data["deed"] for e in entries if "deed" in e.additional_data]

    return deeds
