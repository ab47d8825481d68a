"""FindTreatment.gov's listing: codes become what people ask for; bad rows are named."""

import json
from pathlib import Path

import pytest

from outreach.referrals.facet_rules import facets_of_languages, facets_of_words, kind_of
from outreach.referrals.facets import Facet
from outreach.referrals.imports import DirectoryRefused
from outreach.referrals.languages import language_code, language_name
from outreach.referrals.models import Phone, Resource
from tests.referrals.conftest import facility

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "resources"
LISTING = SHARED / "findtreatment-charlottesville.json"


def facets(read, **services):
    read([facility(services=services)], "findtreatment")
    return Facet(Resource.objects.get().facets)


@pytest.mark.parametrize(
    ("code", "said", "yes", "no"),
    [
        ("OT", "Buprenorphine maintenance", Facet.BUPRENORPHINE | Facet.MEDICATION, Facet.DETOX),
        ("OM", "Methadone used in Treatment", Facet.METHADONE, Facet.BUPRENORPHINE),
        ("PHR", "Naltrexone (oral)", Facet.NALTREXONE, Facet.NALOXONE),
        ("PHR", "Buprenorphine with naloxone  (Suboxone®)", Facet.BUPRENORPHINE, Facet.NALOXONE),
        ("OT", "Do not use medication for opioid addiction", Facet(0), Facet.MEDICATION),
        ("OT", "Accepts clients on opioid medication", Facet.ACCEPTS_MEDICATION, Facet.MEDICATION),
        (
            "OT", "Use methadone/buprenorphine for pain management or emergency dosing",
            Facet(0), Facet.BUPRENORPHINE,
        ),
        ("SET", "Residential detoxification", Facet.DETOX | Facet.RESIDENTIAL, Facet.OUTPATIENT),
        ("EMS", "Psychiatric emergency walk-in services", Facet.WALK_IN, Facet.FREE),
        ("PAY", "No payment accepted", Facet.FREE, Facet.MEDICAID),
        (
            "PAY", "State-financed health insurance plan other than Medicaid",
            Facet(0), Facet.MEDICAID,
        ),
        ("GN", "Female", Facet.WOMEN, Facet.MEN),
        ("AGE", "Young adults; Seniors (65 or older)", Facet.SENIORS, Facet.ADULTS),
        ("SG", "Pregnant/postpartum women; Veterans", Facet.PREGNANCY | Facet.VETERANS, Facet.LGBT),
        ("OL", "Spanish", Facet.SPANISH, Facet.OTHER_LANGUAGES),
        ("OL", "Yupik", Facet.OTHER_LANGUAGES, Facet.SPANISH),
        ("OL", "German", Facet.OTHER_LANGUAGES, Facet.SPANISH),
    ],
)  # fmt: skip
def test_a_code_says_what_people_ask_for(read, code, said, yes, no):
    found = facets(read, **{code: said})
    assert yes in found
    assert not found & no


@pytest.mark.parametrize(
    ("name", "kind", "no"),
    [
        ("Drug-free housing", "HOUSING", Facet.FREE),
        ("LGBTQ Pride Center", "OTHER", Facet.TRANSPORT),
        ("Parent assistance", "OTHER", Facet.HOUSING),
        ("Vocational rehabilitation", "EMPLOYMENT", Facet.TREATMENT),
        ("Housing counseling", "HOUSING", Facet.MENTAL_HEALTH),
        ("Adult day care", "OTHER", Facet.CHILDCARE),
    ],
)
def test_a_word_within_another_one_says_nothing(name, kind, no):
    found = facets_of_words(name)
    assert not found & no
    assert kind_of(found) == kind


def test_what_words_say_is_still_heard():
    said = "Free rides; rental assistance; outpatient rehab; counseling; day care"
    yes = Facet.FREE | Facet.TRANSPORT | Facet.HOUSING | Facet.TREATMENT
    yes |= Facet.MENTAL_HEALTH | Facet.CHILDCARE
    assert yes in Facet(facets_of_words(said))


@pytest.mark.parametrize(
    ("code", "language", "is_spanish"),
    [
        ("esu", "Yupik", False),
        ("dak", "Dakota", False),
        ("est", "est", False),
        ("spa", "Spanish", True),
        ("es-MX", "Mexican Spanish", True),
        ("fil", "Tagalog", False),
    ],
)
def test_a_language_is_known_by_its_whole_code(code, language, is_spanish):
    known = language_code("", code)
    assert language_name(known) == language
    assert bool(facets_of_languages([known]) & Facet.SPANISH) == is_spanish


def test_a_facility_is_shown_with_all_that_helps_to_reach_it(read):
    read([facility(name2="North House", intake1="860-555-0166", hotline1="bad")], "findtreatment")
    found = Resource.objects.get()
    assert (found.name, found.organization_name) == ("North House", "Elm Center")
    assert (found.phone, found.postal_code) == ("860-555-0155 x2", "06103")
    assert (found.place, found.kind) == ((41.77, -72.68), "TREATMENT")


@pytest.mark.skipif(not LISTING.exists(), reason="../shared/data/resources is not there")
def test_the_shared_listing_arrives_to_the_field(read):
    rows = json.loads(LISTING.read_text())["rows"]
    report = read(LISTING.read_bytes(), "findtreatment")
    assert (report.created, report.refused, report.problems) == (len(rows), 0, [])
    for row in rows:
        found = Resource.objects.get(id_at_source=row["frid"])
        assert found.organization_name == row["name1"]
        assert found.name == (row["name2"] or row["name1"])
        assert found.street == ", ".join(filter(None, [row["street1"], row["street2"]]))
        assert (found.city, found.state, found.postal_code) == (
            row["city"], row["state"], row["zip"],
        )  # fmt: skip
        assert found.place == (float(row["latitude"]), float(row["longitude"]))
        assert found.phone == row["phone"]
        assert found.website.lower().rstrip("/") == row["website"].lower().rstrip("/")
        numbers = {str(phone) for phone in Phone.objects.filter(service=found.service)}
        assert numbers == {row[k] for k in ("phone", "intake1", "hotline1") if row[k]}
        said = {
            f"{s['f2']}:{value.strip()}" for s in row["services"] for value in s["f3"].split(";")
        }
        assert {term.replace("  ", " ") for term in said} == set(found.service.terms)
        has = Facet(found.facets)
        assert (Facet.MEDICAID in has) == any(term == "PAY:Medicaid" for term in said)
        assert (Facet.BUPRENORPHINE in has) == any(
            "uprenorphine" in t and t[:3] in ("OT:", "OM:", "PHR") and "pain" not in t for t in said
        )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (facility(frid=""), "frid"),
        (facility(frid="x" * 200), "too long"),
        (facility(name1=None), "name1"),
        ("no facility", "frid"),
        (None, "frid"),
    ],
)
def test_a_facility_that_cannot_be_used_is_named(read, row, reason):
    report = read([facility("good"), row], "findtreatment")
    assert (report.created, report.refused) == (1, 1)
    assert (report.problems[0].row, report.problems[0].is_refused) == (2, True)
    assert reason in report.problems[0].reason


def test_the_second_of_one_id_is_refused(read):
    report = read([facility("f1"), facility("f1", name1="Other")], "findtreatment")
    assert (report.created, report.refused) == (1, 1)
    assert Resource.objects.get().organization_name == "Elm Center"


@pytest.mark.parametrize(
    "content", ["", "{", "nothing", '{"rows": 3}', "[" * 5000, '{"rows": [{"frid": "a"', "null"]
)
def test_what_is_no_listing_is_refused_and_nothing_stays(read, content):
    with pytest.raises(DirectoryRefused):
        read(content, "findtreatment")
    assert not Resource.objects.exists()


def test_strange_services_do_no_harm(read):
    rows = [
        facility("a", services={}) | {"services": "none"},
        facility("b") | {"services": [None, 5, {"f2": None}, {"f2": "TC"}, {"f2": 1, "f3": 2}]},
        facility("c", latitude="north", longitude={}, zip=6103, phone=8605550111),
        facility("d", name1="<b>Bold</b>\x00", website="javascript:alert(1)"),
    ]
    report = read(rows, "findtreatment")
    assert (report.created, report.refused) == (4, 0)
    bold = Resource.objects.get(id_at_source="d")
    assert (bold.organization_name, bold.website) == ("Bold", "")
