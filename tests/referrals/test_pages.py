"""The directory's pages for an office: correcting, confirming, the queue, import and export."""

import csv
import io
from datetime import timedelta
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from outreach.referrals.keeping import correct_resource
from outreach.referrals.models import DirectoryImport, Resource
from tests.factories import ResourceFactory, TeamFactory
from tests.referrals.conftest import PACKAGE, with_row


def test_a_correction_is_made_on_the_page(read, coordinator, signed_in, audit_deeds):
    read(PACKAGE, "hsds")
    found = Resource.objects.get(id_at_source="x1")
    client = signed_in(coordinator)
    form = client.get(f"/resources/{found.code}/correct/").context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    said |= {"phone": "860-555-0177", "hours_words": "Mon-Fri 8:00-16:00"}
    client.post(f"/resources/{found.code}/correct/", said)
    found.refresh_from_db()
    assert (found.phone, found.hours[0]["opens"]) == ("860-555-0177", "08:00")
    assert sorted(c.field for c in found.corrections.all()) == ["hours", "phone"]
    assert audit_deeds(found) == ["correct_resource"]
    assert "860-555-0111" in client.get(f"/resources/{found.code}/").content.decode()


def test_a_name_for_cards_that_tells_is_refused(coordinator, signed_in):
    found = ResourceFactory()
    data = {"name": "A", "kind": "OTHER", "card_name": "The rehab"}
    page = signed_in(coordinator).post(f"/resources/{found.code}/correct/", data)
    assert page.status_code == 422


def test_the_queue_holds_what_nobody_confirmed_for_long(read, coordinator, signed_in):
    read(PACKAGE, "hsds")  # s2 was assured lately, s1 never
    client = signed_in(coordinator)
    queue = client.get("/resources/stale/").context["resources"]
    assert [each.id_at_source for each in queue] == ["x1"]
    code = queue[0].code
    client.post(f"/resources/{code}/confirm/", {"result": "RIGHT", "back": "queue"})
    assert not client.get("/resources/stale/").context["resources"]
    half_a_year = timezone.now() - timedelta(days=190)
    Resource.objects.filter(code=code).update(confirmed_on=half_a_year.date())
    Resource.objects.get(code=code).confirmations.update(at=half_a_year)
    assert [r.code for r in client.get("/resources/stale/").context["resources"]] == [code]


def test_the_queue_holds_what_has_no_place_too(coordinator, signed_in):
    TeamFactory(office=coordinator.offices.get())
    ResourceFactory(name="Warm line", latitude=None, longitude=None)
    queue = signed_in(coordinator).get("/resources/stale/").context
    assert queue["near"]
    assert [each.name for each in queue["resources"]] == ["Warm line"]


def test_who_did_not_answer_is_called_again_the_next_day(coordinator, signed_in):
    found = ResourceFactory()
    client = signed_in(coordinator)
    client.post(f"/resources/{found.code}/confirm/", {"result": "NO_ANSWER"})
    assert not client.get("/resources/stale/").context["resources"]
    found.confirmations.update(at=timezone.now() - timedelta(days=1))
    assert client.get("/resources/stale/").context["resources"]


def test_a_table_is_imported_by_its_columns(coordinator, signed_in):
    client = signed_in(coordinator)
    table = (
        "Agency,Program,Tel,Address,Zip,Weird\nHelp Inc,Food pantry,860-555-0123,1 Elm,06103,?\n"
    )
    file = SimpleUploadedFile("list.csv", table.encode())
    sent = client.post("/resources/import/", {"file": file, "format": "csv", "source": "County"})
    form = client.get(sent.url).context["form"]
    assert form["column_0"].value() == "organization"
    assert form["column_5"].value() == ""
    said = {f"column_{n}": form[f"column_{n}"].value() for n in range(6)}
    assert not Resource.objects.exists()
    client.post(sent.url, said | {"is_whole": "on", "deed": "import"})
    found = Resource.objects.get()
    assert (found.name, found.organization_name, found.kind) == ("Food pantry", "Help Inc", "FOOD")
    assert found.source.slug == "county"
    done = DirectoryImport.objects.get()
    assert (done.counts["created"], done.content) == (1, None)


def test_what_is_wrong_is_shown_before_anything_is_written(coordinator, signed_in):
    file = SimpleUploadedFile("x.zip", b"PK nothing")
    sent = signed_in(coordinator).post("/resources/import/", {"file": file, "format": "hsds"})
    assert "damaged" in signed_in(coordinator).get(sent.url).content.decode()


def test_the_export_is_the_package_again_with_our_corrections(
    read, coordinator, signed_in, audit_deeds
):
    read(PACKAGE, "hsds")
    found = Resource.objects.get(id_at_source="x1")
    now = timezone.now()
    correct_resource(found, {"name": "Pantry", "phone": "860-555-0100"}, coordinator, now)
    answer = signed_in(coordinator).get("/resources/export/")
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        tables = {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode()))
            )
            for name in archive.namelist()
        }
    for name, rows in PACKAGE.items():
        if name != "phones":
            assert [row["id"] for row in tables[name]] == [row["id"] for row in rows]
    assert [row["name"] for row in tables["services"]] == ["Pantry", "Outpatient rehab"]
    assert [row["number"] for row in tables["phones"]] == ["860-555-0100"]
    assert tables["addresses"][0] == PACKAGE["addresses"][0] | {
        key: tables["addresses"][0][key] for key in ("attention", "address_2", "region")
    }
    assert "export_resources" in audit_deeds()
    # What goes out can come in again.
    assert read(tables, "hsds", source="again").created == 2


def test_what_is_corrected_at_one_location_goes_out_for_that_location_only(
    read, coordinator, signed_in
):
    read(with_row("service_at_location", id="x3", service_id="s1", location_id="l2"), "hsds")
    found = Resource.objects.get(id_at_source="x3")
    said = {"name": "Pantry", "phone": "860-555-0100", "hours": []}
    correct_resource(found, said, coordinator, timezone.now())
    package = b"".join(signed_in(coordinator).get("/resources/export/").streaming_content)
    assert read(package, "hsds", source="again").counts()["refused"] == 0
    again = Resource.objects.filter(source__slug="again")
    assert again.count() == 3
    here, there = (again.get(id_at_source=each) for each in ("x3", "x1"))
    assert (here.name, here.phone, here.hours, here.languages) == (
        "Pantry", "860-555-0100", [], ["es"],
    )  # fmt: skip
    assert (there.name, there.phone, there.languages) == ("Food pantry", "860-555-0111", ["es"])
    assert there.hours[0]["days"] == ["MO", "TU"]
