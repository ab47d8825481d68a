"""Importing again: by source and id, marking what vanished, losing no correction."""

import pytest
from django.utils import timezone

from outreach.referrals.imports import DirectoryRefused
from outreach.referrals.keeping import confirm_resource, correct_resource, give_back
from outreach.referrals.models import Phone, Resource
from tests.referrals.conftest import PACKAGE, facility


def counts(report):
    return [report.created, report.updated, report.unchanged, report.vanished]


def test_the_same_file_again_changes_nothing(read):
    read(PACKAGE, "hsds")
    before = list(Resource.objects.order_by("pk").values())
    assert counts(read(PACKAGE, "hsds")) == [0, 0, 2, 0]
    assert list(Resource.objects.order_by("pk").values()) == before


def test_it_updates_what_changed_and_keeps_its_code(read):
    read(PACKAGE, "hsds")
    code = Resource.objects.get(id_at_source="x1").code
    phones = [PACKAGE["phones"][0] | {"number": "860-555-0122"}]
    assert counts(read(PACKAGE | {"phones": phones}, "hsds")) == [0, 1, 1, 0]
    found = Resource.objects.get(id_at_source="x1")
    assert (found.code, found.phone) == (code, "860-555-0122")


def test_a_detail_that_its_source_drops_is_gone(read):
    read(PACKAGE, "hsds")
    read(PACKAGE | {"phones": []}, "hsds")
    assert not Phone.objects.exists()
    assert Resource.objects.get(id_at_source="x1").phone == ""


def test_what_a_whole_file_leaves_out_is_marked_and_comes_back(read):
    read([facility("f1"), facility("f2")], "findtreatment")
    assert counts(read([facility("f1")], "findtreatment")) == [0, 0, 1, 1]
    gone = Resource.objects.get(id_at_source="f2")
    assert (gone.is_listed, gone.vanished_at is None) == (False, False)
    assert counts(read([facility("f1")], "findtreatment"))[3] == 0
    read([facility("f1"), facility("f2")], "findtreatment")
    gone.refresh_from_db()
    assert (gone.is_listed, gone.vanished_at) == (True, None)


def test_a_page_of_a_longer_listing_marks_nothing(read):
    read([facility("f1"), facility("f2")], "findtreatment")
    page = '{"page": 1, "totalPages": 9, "recordCount": 250, "rows": []}'
    assert read(page, "findtreatment").vanished == 0
    assert read(page, "findtreatment", is_whole=True).vanished == 2


def test_each_source_minds_its_own(read):
    read(PACKAGE, "hsds", source="county")
    read(PACKAGE, "hsds", source="state")
    assert Resource.objects.count() == 4
    read(PACKAGE | {"service_at_location": [], "services": PACKAGE["services"][:0]}, "hsds",
         source="state")  # fmt: skip
    assert Resource.objects.filter(vanished_at=None).count() == 2


def test_a_source_keeps_its_format(read):
    read(PACKAGE, "hsds", source="county")
    with pytest.raises(DirectoryRefused, match="format"):
        read([facility()], "findtreatment", source="county")


def test_a_dry_run_says_the_same_and_writes_nothing(read):
    assert read(PACKAGE, "hsds", dry_run=True).created == 2
    assert not Resource.objects.exists()


def test_a_correction_outlives_every_import(read, coordinator):
    read([facility()], "findtreatment")
    found = Resource.objects.get()
    changed = correct_resource(
        found, {"phone": "860-555-0100", "city": "Bloomfield"}, coordinator, timezone.now()
    )
    assert changed == ["phone", "city"]
    for phone in ("860-555-0155 x2", "860-555-0777", "860-555-0888"):
        read([facility(phone=phone, city="Windsor")], "findtreatment")
        found.refresh_from_db()
        assert (found.phone, found.city) == ("860-555-0100", "Bloomfield")
    read([], "findtreatment", is_whole=True)
    read([facility(phone="860-555-0888")], "findtreatment")
    found.refresh_from_db()
    assert (found.phone, found.city) == ("860-555-0100", "Bloomfield")
    give_back(found, "phone", coordinator, timezone.now())
    found.refresh_from_db()
    assert (found.phone, found.city) == ("860-555-0888", "Bloomfield")
    assert found.corrections.count() == 3


def test_what_someone_heard_outweighs_a_source_that_forgot(read, coordinator):
    read([facility("f1"), facility("f2")], "findtreatment")
    read([facility("f1")], "findtreatment")
    gone = Resource.objects.get(id_at_source="f2")
    confirm_resource(gone, "NO_ANSWER", coordinator, timezone.now())
    gone.refresh_from_db()
    assert not gone.is_listed
    confirm_resource(gone, "RIGHT", coordinator, timezone.now())
    gone.refresh_from_db()
    assert (gone.is_listed, gone.confirmed_on) == (True, timezone.now().date())
    confirm_resource(gone, "CLOSED", coordinator, timezone.now())
    read([facility("f1"), facility("f2", phone="860-555-0999")], "findtreatment")
    gone.refresh_from_db()
    assert not gone.is_listed


def test_a_language_said_twice_takes_none_of_the_others_along(read):
    report = read('name,languages\nPantry,"English, English, Spanish"\n', "csv")
    assert (report.refused, Resource.objects.get().languages) == (0, ["en", "es"])
