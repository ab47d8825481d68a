"""Resources that an office adds on a page, and edits there."""

import csv
import io
from zipfile import ZipFile

import pytest

from outreach.referrals.exporting import export_package
from outreach.referrals.facets import Facet
from outreach.referrals.imports import DirectoryRefused
from outreach.referrals.keeping import correct_resource
from outreach.referrals.models import Location, Organization, Resource

PANTRY = {
    "organization": "Saint Anne",
    "name": "Evening meals",
    "card_name": "Saint Anne",
    "description": "Warm meals",
    "offered": ["FOOD", "FREE", "WALK_IN"],
    "phone": "860-555-0123 x4",
    "email": "",
    "website": "anne.example/meals",
    "street": "9 Pine Street",
    "city": "Hartford",
    "state": "CT",
    "postal_code": "06103",
    "hours": "Mon-Fri 17:00-19:00",
    "languages": "English, Spanish",
    "minimum_age": "18",
    "fees": "None",
}


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def added(client):
    page = client.post("/resources/new/", PANTRY)
    assert page.status_code == 302
    return Resource.objects.get()


def _exported(name: str) -> list[dict[str, str]]:
    with ZipFile(export_package()) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))


def test_it_is_shown_as_it_was_said(added, audit_deeds):
    assert (added.source.slug, added.organization_name, added.name) == (
        "by-hand", "Saint Anne", "Evening meals",
    )  # fmt: skip
    assert (added.phone, added.website) == ("860-555-0123 x4", "https://anne.example/meals")
    assert added.address == "9 Pine Street, Hartford, CT 06103"
    assert added.hours == [
        {"opens": "17:00", "closes": "19:00", "days": ["MO", "TU", "WE", "TH", "FR"]}
    ]
    assert added.languages == ["en", "es"]
    assert (added.card_name, added.kind) == ("Saint Anne", "FOOD")
    offered = Facet.FOOD | Facet.FREE | Facet.WALK_IN | Facet.SPANISH
    assert added.facets == offered | Facet.YOUNG_ADULTS | Facet.ADULTS | Facet.SENIORS
    assert audit_deeds(added)[0] == "add_resource"


def test_a_search_finds_it_at_once(added, client):
    found = client.post("/resources/", {"place": "06103", "need": ["FOOD"]}).context["found"]
    assert [each.resource for each in found] == [added]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "ask for Joan"),
        ("postal_code", "0610"),
        ("postal_code", "00000"),
        ("postal_code", ""),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://anne.example"),
        ("maximum_age", "17"),
        ("organization", ""),
        ("offered", []),
        ("offered", ["NONSENSE"]),
        ("card_name", "The rehab"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(client, field, value):
    page = client.post("/resources/new/", PANTRY | {field: value})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Resource.objects.exists()


def test_it_must_be_reached_somehow(client):
    nowhere = dict.fromkeys(("phone", "website", "street", "postal_code"), "")
    page = client.post("/resources/new/", PANTRY | nowhere)
    assert page.context["form"].non_field_errors()


def test_the_same_twice_is_refused(added, client):
    assert client.post("/resources/new/", PANTRY).status_code == 422
    assert Resource.objects.count() == 1


def test_markup_and_formulas_come_out_harmless(client):
    client.post("/resources/new/", PANTRY | {"name": "=1+1", "description": "<b>Warm</b> meals"})
    assert Resource.objects.get().about == "Warm meals"
    assert _exported("services")[0]["name"] == "'=1+1"


def test_an_edit_begins_with_what_is_there_and_leaves_nothing_behind(added, client, audit_deeds):
    form = client.get(f"/resources/{added.code}/edit/").context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: "" if value is None else value for name, value in said.items()}
    assert said["latitude"] == ""
    assert client.post(f"/resources/{added.code}/edit/", said).status_code == 302
    before = (added.facets, added.hours, added.languages, added.phone, added.place)
    added.refresh_from_db()
    assert before == (added.facets, added.hours, added.languages, added.phone, added.place)
    said |= {"organization": "Saint Anne's", "hours": "", "languages": "English"}
    said |= {"street": "", "city": "", "state": "", "postal_code": "", "offered": ["FOOD"]}
    client.post(f"/resources/{added.code}/edit/", said)
    added.refresh_from_db()
    assert (added.organization_name, added.hours, added.address) == ("Saint Anne's", [], "")
    assert not added.facets & (Facet.FREE | Facet.SPANISH)
    assert not Location.objects.exists()
    assert Organization.objects.get().name == "Saint Anne's"
    assert audit_deeds(added).count("edit_resource") == 2


def test_an_edit_counts_over_an_older_correction(added, client, coordinator, now):
    correct_resource(added, {"phone": "860-555-0999"}, coordinator, now)
    form = client.get(f"/resources/{added.code}/edit/").context["form"]
    assert form["phone"].value() == "860-555-0999"
    client.post(f"/resources/{added.code}/edit/", PANTRY | {"phone": "860-555-0111"})
    added.refresh_from_db()
    assert (added.phone, added.card_name) == ("860-555-0111", "Saint Anne")


def test_no_import_changes_or_takes_it(added, read, client):
    read("name,phone\nEvening meals,860-555-0177\n", "csv")
    with pytest.raises(DirectoryRefused, match="by hand"):
        read("name\nOther\n", "csv", source="by-hand")
    file = io.BytesIO(b"name\nOther\n")
    file.name = "list.csv"
    sent = {"file": file, "format": "csv", "source": "By hand"}
    assert client.post("/resources/import/", sent).context["form"].errors["source"]
    added.refresh_from_db()
    assert (added.phone, added.is_listed, added.vanished_at) == ("860-555-0123 x4", True, None)


def test_it_comes_back_from_the_export(added, read):
    with ZipFile(export_package()) as archive:
        assert {"attributes.csv", "taxonomy_terms.csv"} <= set(archive.namelist())
    assert [row["number"] for row in _exported("phones")] == ["860-555-0123"]
    terms = {row["name"] for row in _exported("taxonomy_terms")}
    assert terms == {"Food", "Free", "Walk-in"}
    read(export_package().read(), "hsds")
    again = Resource.objects.get(source__slug="hsds")
    for name in ("name", "organization_name", "phone", "address", "hours", "languages", "facets"):
        assert getattr(again, name) == getattr(added, name)


def test_what_a_list_says_is_corrected_and_not_edited(read, client):
    read("name,city\nOther,Hartford\n", "csv")
    code = Resource.objects.get().code
    assert client.get(f"/resources/{code}/edit/").status_code == 404
    assert "/edit/" not in client.get(f"/resources/{code}/").content.decode()


def test_an_agent_adds_nothing(agent, signed_in):
    assert signed_in(agent).post("/resources/new/", PANTRY).status_code in (403, 404)
    assert not Resource.objects.exists()
