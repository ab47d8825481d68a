"""The audit in sentences, for those who watch over it; reading it is written down too."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from contacts.looks import log_list_look, log_look
from outreach.accounts.audit_filters import ROWS
from outreach.accounts.audit_words import DEEDS, sentence
from outreach.accounts.models import AuditEntry
from tests.factories import ContactFactory

PAGE = "/audit/"


@pytest.fixture
def desk(auditor, signed_in):
    return signed_in(auditor)


@pytest.fixture
def coordinators_look(coordinator, signed_in, contact) -> str:
    signed_in(coordinator).get(f"/contacts/{contact.code}/")
    return contact.code


def test_it_tells_who_did_what_by_codes_only(desk, coordinators_look, coordinator, contact):
    text = desk.get(PAGE).text
    assert str(coordinator) in text
    assert f"opened the page of {contact.code}" in text
    assert "127.0.0.1" in text
    for told in (contact.family_name, contact.address.street, str(contact.phones.get().number)):
        assert told not in text


def test_reading_it_is_written_down(desk, coordinators_look, auditor):
    desk.get(f"{PAGE}?code={coordinators_look}")
    entry = AuditEntry.objects.first()
    assert entry.actor == auditor
    assert entry.additional_data == {"deed": "read_audit", "asked": f"code {coordinators_look}"}


@pytest.mark.parametrize("name", ["code", "who", "deed", "since"])
@pytest.mark.parametrize("typed", ["Quillfeather", "quillfeather"])
def test_a_name_that_is_typed_stays_out_of_it(desk, name, typed):
    desk.get(PAGE, {name: typed})
    assert AuditEntry.objects.get().additional_data["asked"] == f"{name} …"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?deed=open", 1),
        ("?deed=edit", 0),
        ("?code={code}", 1),
        ("?code=zzzzzzzzzzzz", 0),
        ("?who={who}", 1),
        ("?since={today}", 1),
        ("?since={tomorrow}", 0),
        ("?until={yesterday}", 0),
    ],
)
def test_it_is_narrowed(desk, coordinators_look, coordinator, query, count):
    today = timezone.localdate()
    query = query.format(
        code=coordinators_look,
        who=coordinator.code,
        today=today,
        tomorrow=today + timedelta(days=1),
        yesterday=today - timedelta(days=1),
    )
    assert len(desk.get(PAGE + query).context["rows"]) == count


def test_it_finds_someone_in_a_list(desk, contact):
    log_list_look([contact, ContactFactory()], "list")
    rows = desk.get(f"{PAGE}?code={contact.code}").context["rows"]
    assert [words for _entry, words in rows] == ["listed 2 people"]


def test_it_turns_its_pages_by_the_key(desk, contact):
    for _each in range(ROWS + 3):
        log_look(contact)
    first = desk.get(PAGE)
    seen = [entry.pk for entry, _words in first.context["rows"]]
    assert len(seen) == ROWS
    second = desk.get(f"{PAGE}?before={first.context['goes_on']}")
    more = [entry.pk for entry, _words in second.context["rows"]]
    assert len(more) == 3
    assert not set(seen) & set(more)


@pytest.mark.parametrize("query", ["?before=x", "?since=nonsense", "?who=nobody", "?deed=%01"])
def test_nonsense_is_no_error(desk, query):
    assert desk.get(PAGE + query).status_code == 200


def test_it_is_downloaded_with_what_was_chosen(desk, coordinators_look, coordinator, auditor):
    response = desk.post(f"{PAGE}export/", {"deed": "open"})
    rows = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert [(row["who"], row["deed"]) for row in rows] == [(coordinator.code, "open")]
    entry = AuditEntry.objects.first()
    assert entry.additional_data == {"deed": "export_audit", "asked": "deed open"}
    assert entry.actor == auditor


def test_its_page_hands_on_what_was_chosen(desk, coordinators_look):
    page = desk.get(f"{PAGE}?deed=open").content.decode()
    form = page.split(f'action="{PAGE}export/"')[1].split("</form>")[0]
    assert '<input type="hidden" name="deed" value="open">' in form


def test_no_cell_of_the_file_is_a_formula(desk, contact):
    AuditEntry.objects.log_create(
        contact, action=1, changes={"x": ["", "y"]}, object_repr="=1+1", additional_data={}
    )
    text = desk.post(f"{PAGE}export/").getvalue().decode()
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split(","))


@pytest.mark.slow
def test_every_deed_of_a_walk_has_words(desk, world, coordinator, agent, manager, signed_in):
    from tests.addresses import address, patterns

    for user in (coordinator, agent, manager):
        client = signed_in(user)
        for name, parameters in patterns():
            if name != "account_logout":
                client.get(address(name, parameters, world))
    deeds = {entry.additional_data["deed"] for entry in AuditEntry.objects.all()}
    assert len(deeds) > 5
    assert deeds <= set(DEEDS)


def test_a_change_is_told_with_before_and_after(administrator, agent):
    entry = AuditEntry.objects.log_create(
        agent, object_repr=agent.code, action=1, changes={"role": ["agent", "auditor"]}
    )
    assert sentence(entry) == f"changed {agent.code} (role: agent → auditor)"


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager"])
def test_it_does_not_exist_for_other_roles(role, request, signed_in):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(PAGE).status_code == client.post(f"{PAGE}export/").status_code == 404
