"""The lists that the project is measured with, where they stand next to it."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.db.models import Count

from contacts.imports import guess_columns, preview, read_table, run_import
from contacts.models import Address, Contact, LeadImport, Office, Phone, PostalArea, ReviewFlag

LISTS = settings.BASE_DIR.parent / "shared" / "data" / "leads"
PREFIXES = {
    "washington": ["200", "203"],
    "manchester": ["060"],
    "montgomery": ["361"],
    "arvada": ["800", "80403"],
    "glendale": ["853"],
}
CENTERS = {
    "DC": (38.9, -77.0),
    "CT": (41.8, -72.5),
    "AL": (32.4, -86.3),
    "CO": (39.8, -105.1),
    "AZ": (33.6, -112.2),
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTS.is_dir(), reason="the shared lists are not next to the project"),
]


@pytest.fixture(autouse=True)
def _offices(db):
    for code, prefixes in PREFIXES.items():
        office = Office.objects.create(code=code, name=code.title(), time_zone="America/New_York")
        for prefix in prefixes:
            PostalArea.objects.create(office=office, prefix=prefix)


def bring_in(name: str) -> dict[str, int]:
    """Import a list, after a preview that must have foreseen the counts."""
    with (LISTS / name).open("rb") as file:
        table = read_table(file, name)
        lead_import = LeadImport(file_name=name, columns=guess_columns(table.columns))
        foreseen = preview(lead_import, table).counts
        counts = run_import(lead_import, table=table)
    assert counts == foreseen
    return counts


def flags() -> Counter[str]:
    return Counter(ReviewFlag.objects.values_list("problem", flat=True))


@pytest.mark.parametrize(
    ("name", "rows", "counts"),
    [
        ("washington-dc.csv", 196, {"created": 195, "duplicate": 1, "asked": 1}),
        ("five-offices-messy.csv", 960, {"created": 933, "duplicate": 27, "asked": 7}),
        ("manchester-ct.xlsx", 195, {"created": 189, "duplicate": 6, "asked": 2}),
    ],
)
def test_it_brings_the_list_in_once(name, rows, counts):
    nothing = dict.fromkeys(("created", "updated", "unchanged", "duplicate", "refused", "asked"), 0)
    assert bring_in(name) == nothing | counts
    assert bring_in(name) == nothing | {"unchanged": rows}


def test_it_doubles_nobody_over_all_lists():
    for path in sorted(LISTS.iterdir()):
        bring_in(path.name)
    doubles = Contact.objects.values("given_name", "family_name", "address").annotate(n=Count("pk"))
    assert not doubles.filter(n__gt=1).exists()
    for path in sorted(LISTS.iterdir()):
        counts = bring_in(path.name)
        assert counts["created"] == counts["updated"] == counts["asked"] == 0


def test_it_flags_the_faults_of_the_messy_list():
    bring_in("five-offices-messy.csv")
    assert flags() == {
        "PHONE_UNUSABLE": 20,
        "NO_PLACE": 18,
        "NOTE_DEFUSED": 16,
        "NO_STREET": 14,
        "PRIORITY_UNKNOWN": 12,
        "TIMES_UNUSABLE": 11,
    }
    assert not [one for one in Contact.objects.all() if one.note.startswith("=")]


def test_it_splits_the_messy_list_among_its_offices():
    bring_in("five-offices-messy.csv")
    for office in Office.objects.all():
        states = set(office.contacts.values_list("address__state", flat=True))
        assert len(states) == 1
    assert set(Address.objects.values_list("state", flat=True)) == set(CENTERS)


def test_it_mends_every_place_and_postal_code():
    for path in sorted(LISTS.iterdir()):
        bring_in(path.name)
    for door in Address.objects.all():
        assert len(door.postal_code) == 5
        if door.place:
            north, east = CENTERS[door.state]
            assert abs(door.place[0] - north) < 0.5
            assert abs(door.place[1] - east) < 0.5


def test_it_takes_only_numbers_kept_for_fiction():
    bring_in("manchester-ct.xlsx")
    assert Phone.objects.count() > 100
    numbers = Phone.objects.values_list("number", flat=True)
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", str(number)) for number in numbers)


def test_it_writes_names_as_they_are_usually_written():
    bring_in("five-offices-messy.csv")
    names = list(Contact.objects.values_list("given_name", "family_name"))
    assert all(given == given.strip() and not given.isupper() for given, _family in names)
    assert [family for _given, family in names].count("Muñoz") > 10
    assert any(given == "Heather" and family.startswith("O'Neil-") for given, family in names)
