"""HSDS packages: every field arrives, what is wrong is named, nothing is imported by half."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from outreach.referrals.facets import Facet
from outreach.referrals.imports import DirectoryRefused
from outreach.referrals.models import (
    Address,
    CarriedRow,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Resource,
    Schedule,
    Service,
    Taxonomy,
    TaxonomyTerm,
)
from tests.referrals.conftest import PACKAGE, as_csv, as_zip, with_row, without

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "resources" / "hsds-3.0"
MODELS = {
    "organizations": Organization, "locations": Location, "addresses": Address,
    "services": Service, "phones": Phone, "schedules": Schedule, "languages": Language,
    "cost_options": CostOption, "taxonomies": Taxonomy, "taxonomy_terms": TaxonomyTerm,
    "service_at_location": Resource,
}  # fmt: skip


def reasons(report):
    return [(p.file, p.row, p.id, p.is_refused) for p in report.problems]


def test_it_shows_what_the_rows_say_together(read):
    assert read(PACKAGE, "hsds").counts()["created"] == 2
    pantry = Resource.objects.get(id_at_source="x1")
    assert (pantry.name, pantry.organization_name) == ("Food pantry", "Eastside Help")
    assert pantry.address == "1 Elm Street, Hartford, CT 06103"
    assert (pantry.phone, pantry.languages) == ("860-555-0111", ["es"])
    assert pantry.hours == [{"opens": "09:00", "closes": "17:00", "days": ["MO", "TU"]}]
    assert pantry.website == "https://eastside.example"
    assert (pantry.kind, pantry.is_listed) == ("FOOD", True)
    rehab = Resource.objects.get(id_at_source="x2")
    assert Facet.OUTPATIENT | Facet.TREATMENT | Facet.ADULTS in Facet(rehab.facets)
    assert Facet.CHILDREN not in Facet(rehab.facets)
    assert rehab.confirmed_on.isoformat() == "2026-10-01"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/resources is not there")
def test_the_shared_package_arrives_to_the_field(read):
    report = read(SHARED, "hsds", name="hsds-3.0")
    assert (report.created, report.refused) == (1, 0)
    assert sorted(p.file for p in report.problems) == [
        "locations.csv", "locations.csv", "taxonomy_terms.csv",
    ]  # fmt: skip
    looked_at = 0
    for name, model in MODELS.items():
        for line in csv.DictReader((SHARED / f"{name}.csv").read_text().splitlines()):
            row = model.objects.get(id_at_source=line.pop("id"))
            for column, said in line.items():
                kept = row.extra.get(column) or getattr(row, column, None)
                if hasattr(kept, "id_at_source"):
                    kept = kept.id_at_source
                elif column.endswith("_id") and column not in {"contact_id", *row.extra}:
                    linked = getattr(row, column.removesuffix("_id"), None)
                    kept = getattr(linked, "id_at_source", kept)
                assert same(kept, said), (name, column, kept, said)
                looked_at += 1
    assert looked_at > 110
    for name in ("programs", "contacts", "funding", "accessibility", "attributes", "metadata"):
        for line in csv.DictReader((SHARED / f"{name}.csv").read_text().splitlines()):
            assert CarriedRow.objects.get(table=name, id_at_source=line["id"]).data == {
                key: value for key, value in line.items() if value
            }


def same(kept, said: str) -> bool:
    if isinstance(kept, float):
        return kept == float(said)
    if hasattr(kept, "isoformat"):
        return kept.isoformat().replace("+00:00", "Z")[:19] == said[:19]
    return str("" if kept is None else kept) == said.strip().strip('"')


@pytest.mark.parametrize("prefix", ["", "hsds-3.0/"])
def test_it_reads_a_zip_and_a_folder_in_it(read, prefix):
    assert read(as_zip(PACKAGE, prefix), "hsds").created == 2


def test_it_reads_a_folder(read, tmp_path):
    for name, rows in PACKAGE.items():
        (tmp_path / f"{name}.csv").write_text(as_csv(rows))
    assert read(tmp_path, "hsds").created == 2


def test_it_reads_tables_in_one_json_file(read):
    assert read(json.dumps(PACKAGE), "hsds", name="all.json").created == 2


def test_it_reads_services_as_the_api_nests_them(read):
    nested = {
        "contents": [
            {
                "id": "s1", "name": "Food pantry", "organization": {"id": "o1", "name": "Help"},
                "phones": [{"id": "p1", "number": "860-555-0111"}],
                "service_at_locations": [
                    {
                        "id": "x1",
                        "location": {
                            "id": "l1", "name": "Hall", "latitude": 41.7, "longitude": -72.6,
                            "addresses": [{"id": "a1", "address_1": "1 Elm", "city": "Hartford"}],
                        },
                    }
                ],
                "attributes": [
                    {"id": "t", "taxonomy_term": {"id": "tt", "name": "Shelter", "code": "S"}}
                ],
            }
        ]
    }  # fmt: skip
    report = read(json.dumps(nested), "hsds", name="services.json")
    assert (report.created, report.problems) == (1, [])
    found = Resource.objects.get()
    assert (found.phone, found.street, found.latitude) == ("860-555-0111", "1 Elm", 41.7)
    assert Facet.HOUSING in Facet(found.facets)


def test_a_service_keeps_its_own_hours_in_a_house_that_is_open_longer(read):
    house = {"freq": "WEEKLY", "opens_at": "08:00", "closes_at": "20:00", "byday": "MO,TU,WE"}
    schedules = [
        *PACKAGE["schedules"],
        {"id": "h2", "location_id": "l1", **house},
        {"id": "h3", "location_id": "l2", **house},
    ]
    read(PACKAGE | {"schedules": schedules}, "hsds")
    pantry, rehab = (Resource.objects.get(id_at_source=each).hours for each in ("x1", "x2"))
    assert [(each["opens"], each["days"]) for each in pantry] == [("09:00", ["MO", "TU"])]
    assert [each["opens"] for each in rehab] == ["08:00"]


def test_a_service_without_a_location_is_found_by_its_phone(read):
    package = with_row("services", id="s3", organization_id="o1", name="Ride line")
    assert read(package, "hsds").created == 3
    assert Resource.objects.get(name="Ride line").place is None


@pytest.mark.parametrize("missing", ["services", "organizations"])
def test_a_package_without_its_main_tables_is_refused(read, missing):
    with pytest.raises(DirectoryRefused, match=missing):
        read(without(missing), "hsds")
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("services", {"organization_id": "nobody", "name": "A"}, "organization_id"),
        ("service_at_location", {"service_id": "nothing", "location_id": "l1"}, "service_id"),
        ("service_at_location", {"service_id": "s1", "location_id": "nowhere"}, "location_id"),
        ("addresses", {"location_id": "nowhere", "city": "A"}, "location_id"),
        ("cost_options", {"service_id": "nothing", "option": "A"}, "service_id"),
    ],
)
def test_a_reference_to_nothing_refuses_its_row_by_name(read, table, row, column):
    report = read(with_row(table, id="bad", **row), "hsds")
    assert (f"{table}.csv", len(PACKAGE.get(table, [])) + 2, "bad", True) in reasons(report)
    assert column in next(p.reason for p in report.problems if p.id == "bad")
    assert not MODELS[table].objects.filter(id_at_source="bad").exists()
    assert report.created == 2


def test_a_phone_that_hangs_on_nothing_is_refused(read):
    report = read(with_row("phones", id="p2", service_id="no", number="860-555-0199"), "hsds")
    assert ("phones.csv", 3, "p2", True) in reasons(report)


def test_a_service_that_is_somewhere_unknown_is_not_shown_by_half(read):
    package = with_row("services", id="s3", organization_id="o1", name="Lost")
    package |= {
        "service_at_location": [
            *PACKAGE["service_at_location"],
            {"id": "x3", "service_id": "s3", "location_id": "nowhere"},
        ]
    }
    assert read(package, "hsds").created == 2
    assert not Resource.objects.filter(name="Lost").exists()


def test_two_services_of_one_id_are_both_refused_with_what_hangs_on_them(read):
    report = read(with_row("services", id="s1", organization_id="o1", name="Another"), "hsds")
    assert {("services.csv", 2, "s1", True), ("services.csv", 4, "s1", True)} <= set(
        reasons(report)
    )
    assert ("service_at_location.csv", 2, "x1", True) in reasons(report)
    assert list(Resource.objects.values_list("id_at_source", flat=True)) == ["x2"]


@pytest.mark.parametrize(("latitude", "longitude"), [("0", "0"), ("100", "101"), ("41.7", "")])
def test_coordinates_that_are_nowhere_are_left_out_and_named(read, latitude, longitude):
    package = with_row("locations", id="l3", latitude=latitude, longitude=longitude)
    report = read(package, "hsds")
    assert ("locations.csv", 4, "l3", False) in reasons(report)
    assert Location.objects.get(id_at_source="l3").latitude is None


def test_html_becomes_words(read):
    text = "<p>Free <b>meals</b> &amp; more</p><script>alert(1)</script> &lt;i&gt;daily"
    package = with_row("services", id="s3", organization_id="o1", name="M", description=text)
    report = read(package, "hsds")
    assert ("services.csv", 4, "s3", False) in reasons(report)
    assert Service.objects.get(id_at_source="s3").description == "Free meals & more daily"


@pytest.mark.parametrize(
    ("said", "number", "extension"),
    [
        ("Call Ann at (860) 555-0123 after five", "(860) 555-0123", ""),
        ("860-555-0123 ext. 4", "860-555-0123", "4"),
        ("1-800-662-HELP", "1-800-662-HELP", ""),
        ("211", "211", ""),
    ],
)
def test_it_finds_the_number(read, said, number, extension):
    read(with_row("phones", id="p2", service_id="s1", number=said), "hsds")
    phone = Phone.objects.get(id_at_source="p2")
    assert (phone.number, phone.extension) == (number, extension)


def test_a_phone_without_a_number_is_refused(read):
    report = read(with_row("phones", id="p2", service_id="s1", number="Ask at the desk"), "hsds")
    assert ("phones.csv", 3, "p2", True) in reasons(report)


@pytest.mark.parametrize(
    "name", ["../services.csv", "/etc/services.csv", "a\\..\\b.csv", "C:x.csv"]
)
def test_a_zip_that_names_a_path_outside_itself_is_refused(read, name):
    out = io.BytesIO(as_zip(PACKAGE))
    with ZipFile(out, "a") as archive:
        archive.writestr(ZipInfo(name), "id\n")
    with pytest.raises(DirectoryRefused, match="outside"):
        read(out.getvalue(), "hsds")
    assert not Resource.objects.exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", "id,name\n")
        archive.writestr("services.csv", "id,name\n" + " " * 30_000_000)
    with pytest.raises(DirectoryRefused, match="packed"):
        read(out.getvalue(), "hsds")


def test_a_zip_that_lies_about_its_size_is_stopped(read, monkeypatch):
    monkeypatch.setattr("outreach.referrals.imports.packages.MOST_OF_ONE", 50)
    with pytest.raises(DirectoryRefused, match="larger"):
        read(PACKAGE, "hsds")
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no", b"hello", b"{", b"[" * 100_000, b"\xff\xfe{"]
)
def test_what_is_no_package_is_refused(read, content):
    with pytest.raises(DirectoryRefused):
        read(content, "hsds")


def test_a_file_that_turns_bad_further_down_leaves_nothing(read):
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, rows in PACKAGE.items():
            archive.writestr(f"{name}.csv", as_csv(rows))
        archive.writestr("cost_options.csv", b"id,service_id\nc1,\xff\xfe\n")
    with pytest.raises(DirectoryRefused, match=r"cost_options\.csv"):
        read(out.getvalue(), "hsds")
    assert not Organization.objects.exists()


def test_an_address_that_names_no_location_is_named_and_left_out(read):
    lost = {"id": "a2", "address_1": "2 Elm Street", "city": "Hartford"}
    report = read(json.dumps(PACKAGE | {"addresses": [lost]}), "hsds", name="file.json")
    assert reasons(report) == [("file.json", 1, "a2", True)]
    assert Resource.objects.count() == 2


@pytest.mark.parametrize("compression", [ZIP_STORED, ZIP_DEFLATED])
@pytest.mark.parametrize("cut", [0, 20, 40])
def test_a_zip_that_lacks_its_beginning_is_refused(read, compression, cut):
    whole = as_zip(PACKAGE, compression=compression)
    with pytest.raises(DirectoryRefused):
        read(whole[:3] + whole[4 + cut :], "hsds")
    assert not Organization.objects.exists()
