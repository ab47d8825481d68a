"""Notes hold nothing of a case, a statement, a substance; what is harmless stays."""

import pytest

from contacts.models import Contact, ReviewFlag
from contacts.note_words import Kind, faults_of


@pytest.mark.parametrize(
    ("note", "kind", "words"),
    [
        ("Case #23-CR-00123", Kind.CASE, "Case #23-CR-00123"),
        ("see docket no. 4471", Kind.CASE, "docket no. 4471"),
        ("1:23-cr-00417", Kind.CASE, "23-cr-00417"),
        ("Expediente 2023/118", Kind.CASE, "Expediente 2023/118"),
        ("She admitted everything", Kind.STATEMENT, "She admitted"),
        ("Told us he bought two", Kind.STATEMENT, "Told us he bought"),
        ("dijo que compró", Kind.STATEMENT, "dijo que compró"),
        ("read him his rights", Kind.STATEMENT, "read him his rights"),
        ("On PROBATION until May", Kind.JUSTICE, "PROBATION"),
        ("was arrested last week", Kind.JUSTICE, "arrested"),
        ("sospechoso", Kind.JUSTICE, "sospechoso"),
        ("uses fentanyl", Kind.SUBSTANCE, "fentanyl"),
        ("heroína", Kind.SUBSTANCE, "heroína"),
        ("from the dark web", Kind.SUBSTANCE, "dark web"),
        ("078-05-1120", Kind.IDENTITY, "078-05-1120"),
        ("SSN ending 1120", Kind.IDENTITY, "SSN ending 1120"),
        ("card 4111 1111 1111 1111", Kind.IDENTITY, "4111 1111 1111 1111"),
    ],
)
def test_it_finds_what_must_not_stand_there(note, kind, words):
    assert (kind, words) in [(fault.kind, fault.words) for fault in faults_of(note)]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Side door, ring twice. Dog is friendly.",
        "Works nights, best after 4 pm",
        "In case nobody opens, call 860 555 0142",
        "Gate code 4471, apartment 12B",
        "In charge of three children",
        "Lives with grandmother; she said he is home on Fridays",
        "Use the basement door",
        "Puerta lateral, tocar dos veces",
        "Parking is on Court Street",
        "1234 5678 9012 3456 is not a card",
        "ﬁrst ﬂoor, İstanbul café",
    ],
)
def test_it_leaves_what_a_visit_needs(note):
    assert faults_of(note) == []


def test_it_takes_a_huge_note_in_its_stride():
    assert faults_of("a" * 100_000 + " said that " * 5_000) == []


FORM = {
    "given_name": "Ida",
    "family_name": "Marlowe",
    "language": "en",
    "priority": "ROUTINE",
    "street": "12 Elm Street",
    "city": "Manchester",
    "state": "CT",
    "postal_code": "06040",
    "phones-TOTAL_FORMS": "0",
    "phones-INITIAL_FORMS": "0",
}


@pytest.mark.parametrize("field", ["note", "address_note"])
def test_the_desk_refuses_it_and_names_the_words(signed_in, coordinator, office, field):
    client = signed_in(coordinator)
    page = client.post("/contacts/new/", FORM | {"office": office.pk, field: "on probation"})
    assert page.status_code == 422
    assert "“probation” (police and courts)" in page.text
    assert not Contact.objects.exists()


def test_a_list_that_brings_it_is_flagged_without_repeating_it(imported):
    imported("Case 23-CR-00123, ring twice")
    flag = ReviewFlag.objects.get(problem="NOTE_TELLS")
    assert flag.value == "a case"
    assert flag.contact.note.endswith("ring twice")


@pytest.fixture
def imported(office, coordinator):
    """Return a function that imports one person with a note."""
    from io import BytesIO

    from contacts.imports import guess_columns, read_table, run_import
    from contacts.models import LeadImport

    def of(note):
        text = (
            "first_name,last_name,street,city,state,postal_code,phone,note\n"
            f'Ida,Marlowe,12 Elm Street,Manchester,CT,06040,(860) 555-0177,"{note}"\n'
        )
        table = read_table(BytesIO(text.encode()), "leads.csv")
        columns = guess_columns(table.columns)
        lead_import = LeadImport(
            file_name="leads.csv", uploaded_by=coordinator, office=office, columns=columns
        )
        run_import(lead_import, coordinator, table)

    return of
