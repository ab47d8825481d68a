"""Refused rows come back as a file that can be mended and sent again."""

from contacts.imports import refused_rows_csv, run_import
from contacts.models import Contact, LeadImport
from tests.imports.conftest import make_csv, make_import, make_row

BAD = make_row(first_name="", last_name="", note="=1+1", phone="+1 860 555 0123")


def refused(content: bytes) -> tuple[bytes, LeadImport]:
    lead_import = make_import(content)
    run_import(lead_import)
    return refused_rows_csv(lead_import), lead_import


def test_it_gives_the_refused_rows_with_their_reasons(manchester):
    content, _lead_import = refused(make_csv(make_row(), BAD | {"Shoe size": "7"}))
    header, row = content.decode("utf-8-sig").splitlines()
    assert header.endswith(",note,Shoe size,Reason")
    assert row.endswith(",'=1+1,7,last_name: The row names nobody.")
    assert ",-72.473091,+1 860 555 0123," in row


def test_it_takes_the_file_again_once_it_is_mended(manchester):
    content, _lead_import = refused(make_csv(BAD))
    mended = content.replace(b"\r\n,,150", b"\r\nRosa,Delgado,150")
    assert mended != content
    again, lead_import = refused(mended)
    assert lead_import.counts["created"] == 1
    assert Contact.objects.get().note == "'=1+1"
    assert len(again.splitlines()) == 1


def test_it_takes_the_file_again_as_it_is(manchester):
    content, _lead_import = refused(make_csv(BAD))
    assert refused(content)[0] == content


def test_it_keeps_the_order_of_the_columns(manchester):
    columns = ("phone", "zip", "last", "a", "bbb", "cc")
    content, _lead_import = refused(make_csv({"phone": "x"}, columns=columns))
    assert content.decode("utf-8-sig").splitlines()[0] == "phone,zip,last,a,bbb,cc,Reason"


def test_a_nul_in_a_name_or_a_cell_is_no_error(manchester):
    """PostgreSQL stores none, neither in a text nor in JSON."""
    header = b"first_name,last\x00name,street,city,state,postal_code,phone\n"
    good = b"Grace,Chen,12 Elm Street,Manchester,CT,06040,8605550177\n"
    bad = b"Pau\x00la,Ortiz,90 Oak\x00 Street,Manchester,CT,06040,8605550178\n"
    leads = make_import(header + good + bad, office=manchester)
    run_import(leads)
    assert (leads.counts["created"], leads.counts["refused"]) == (1, 1)
    content = refused_rows_csv(leads)
    assert b"90 Oak" in content
    assert b"\x00" not in content
