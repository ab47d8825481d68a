"""Everything held about one person, in one file to read and one for a machine."""

import json

import pytest
from auditlog import get_logentry_model
from django.utils import timezone

from outreach.privacy import telling
from outreach.privacy.models import PersonRequest
from outreach.privacy.registry import HOLDINGS
from outreach.privacy.telling import LEFT_OUT, everything_about
from tests.factories import ContactFactory
from tests.privacy.conftest import SEEDED, seed


@pytest.fixture
def person(campaign, team, coordinator):
    return seed(campaign, team, coordinator)


@pytest.fixture
def asked(person, administrator) -> PersonRequest:
    return PersonRequest.objects.create(
        kind="ACCESS",
        channel="LETTER",
        recorded_by=administrator,
        contact_code=person.code,
        status="VERIFIED",
        proof="DOCUMENT",
        verified_by=administrator,
        verified_at=timezone.now(),
    )


def fetch(client, asked, kind="html"):
    return client.post(f"/privacy/requests/{asked.code}/file/", {"kind": kind})


def text(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_it_tells_every_table_of_the_registry(person):
    sections = {section.table: section for section in everything_about(person)}
    for holding in HOLDINGS:
        assert sections[holding.label].rows, holding.label


def test_it_tells_every_field_but_those_left_out_with_a_reason(person):
    for holding in HOLDINGS:
        (section,) = [each for each in everything_about(person) if each.table == holding.label]
        told = {fact.field for fact in section.rows[0]}
        fields = {field.name for field in holding.model._meta.concrete_fields}
        assert fields - told <= LEFT_OUT.keys()


def test_a_table_that_the_registry_forgets_is_not_told(person, monkeypatch):
    """The control: what is told is what the registry lists."""
    monkeypatch.setattr(telling, "HOLDINGS", HOLDINGS[1:])
    assert HOLDINGS[0].label not in {section.table for section in everything_about(person)}


def test_it_can_be_read(signed_in, administrator, asked):
    page = text(fetch(signed_in(administrator), asked))
    for name in (
        *SEEDED[:3],
        "860",
        "Text messages",
        "Accepted a referral",
        "whispers",
        "Asking how they are doing",
    ):
        assert name.lower().replace(" ", "") in page.lower().replace(" ", ""), name
    assert "This is the end of the file. It is whole." in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_machine_can_read_the_same(signed_in, administrator, asked):
    told = json.loads(text(fetch(signed_in(administrator), asked, "json")))
    assert told["whole"] is True
    tables = {section["table"]: section["rows"] for section in told["sections"]}
    assert tables["contacts.Contact"][0]["family_name"] == "Quillfeather"
    assert tables["visits.VisitReport"][1]["note"] == "Zebedee whispers"
    assert tables["contacts.Consent"][0]["wording"] == "May we?"
    assert tables["contacts.Consent"][0]["purposes"] == ["Asking how they are doing"]


def test_it_tells_nothing_of_others(signed_in, administrator, asked, person, coordinator):
    other = ContactFactory(given_name="Anna", family_name="Neighbour", address=person.address)
    page = text(fetch(signed_in(administrator), asked))
    assert "Neighbour" not in page
    assert other.code not in page
    assert coordinator.last_name not in page
    assert "a member of staff" in page


def test_it_is_kept_nowhere_on_the_way(signed_in, administrator, asked):
    answer = fetch(signed_in(administrator), asked)
    assert answer.streaming
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "uillfeather" not in answer["Content-Disposition"]


def test_it_is_written_down_before_the_first_byte_leaves(signed_in, administrator, asked, person):
    entries = get_logentry_model().objects
    before = entries.count()
    fetch(signed_in(administrator), asked)
    deeds = [(each.additional_data or {}).get("deed") for each in entries.all()[: 2 + before]]
    assert "subject_access" in deeds
    assert entries.filter(object_pk=str(person.pk)).exists()


def test_nothing_leaves_where_it_cannot_be_written_down(
    signed_in, administrator, asked, monkeypatch
):
    def fail(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr("outreach.privacy.views.requests.log_deed", fail)
    with pytest.raises(OSError):  # noqa: PT011
        fetch(signed_in(administrator), asked)


def test_it_tells_who_looked_when_but_not_who(signed_in, administrator, asked, person):
    signed_in(administrator).get(f"/privacy/requests/{asked.code}/")
    sections = {section.table: section.rows for section in everything_about(person)}
    assert sections["accounts.AuditEntry"]
    assert {fact.field for fact in sections["accounts.AuditEntry"][0]} == {"timestamp", "deed"}


@pytest.mark.parametrize("change", [{"kind": "pdf"}, {"status": "RECEIVED"}, {"gone": True}])
def test_it_leaves_only_for_someone_verified(signed_in, administrator, asked, change):
    kind = change.get("kind", "html")
    if "status" in change:
        PersonRequest.objects.update(
            status="RECEIVED", verified_at=None, verified_by=None, proof=""
        )
    if "gone" in change:
        PersonRequest.objects.update(contact_code="gone")
    answer = fetch(signed_in(administrator), asked, kind)
    assert answer.status_code == 302


def test_it_is_done_once_the_person_has_it(signed_in, administrator, asked):
    client = signed_in(administrator)
    client.post(f"/privacy/requests/{asked.code}/handed-over/")
    asked.refresh_from_db()
    assert (asked.status, asked.ended_by) == ("DONE", administrator)
    assert fetch(client, asked).status_code == 302
