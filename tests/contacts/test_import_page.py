"""The import walk on the page: send, correct, look, confirm, decide, undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contacts.identity import phone_key
from contacts.models import Contact, LeadImport, LeadImportRow, PostalArea
from outreach.accounts import roles
from tests.factories import ContactFactory, UserFactory, named

ADDRESS = "/contacts/import/"
HEADER = "First name,Last name,Street,City,State,ZIP,Phone"
LIST = f"""{HEADER}
Rosa,Delgado,12 Maple Street,Manchester,CT,06040,860-555-0101
Luis,Ortega,14 Maple Street,Manchester,CT,6040,860-555-0102
,,16 Maple Street,Manchester,CT,06040,860-555-0103
"""


@pytest.fixture
def desk(coordinator, office, signed_in):
    PostalArea.objects.create(office=office, prefix="060")
    return signed_in(coordinator)


def send(client, content=LIST, name="leads.csv", **more):
    content = content.encode() if isinstance(content, str) else content
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), **more})


def choices(client, address, **changes):
    """Return what the page's form would send, with some of it changed."""
    form = client.get(address).context["form"]
    data = {f.html_name: f.value() if f.value() is not None else "" for f in form}
    return data | changes


def confirm(client, address):
    return client.post(address, choices(client, address, deed="import"), follow=True)


@pytest.fixture
def imported(desk):
    address = send(desk).url
    confirm(desk, address)
    return address


def test_it_reads_a_list_and_writes_nothing_yet(desk, coordinator):
    response = send(desk)
    leads = LeadImport.objects.get()
    assert response.url == f"{ADDRESS}{leads.code}/"
    assert (leads.uploaded_by, leads.status) == (coordinator, LeadImport.Status.UPLOADED)
    text = desk.get(response.url).text
    assert "<b>2</b> new" in text
    assert "<b>1</b> with problems" in text
    assert "By office: Hartford 2." in text
    assert "Maple" in text  # samples of the column
    assert not Contact.objects.exists()


def test_it_tells_why_rows_are_refused_and_imports_no_list_of_such_rows_only(desk):
    PostalArea.objects.all().delete()
    page = desk.get(send(desk).url).content.decode()
    assert "Refused, 3: No office covers this postal code." in page
    assert "No row can be imported as the list is read now." in page
    assert 'value="import"' not in page


def test_it_can_be_left_and_found_again(desk):
    address = send(desk).url
    text = desk.get(ADDRESS).text
    assert address in text
    assert "Not imported yet" in text


def test_it_imports_after_confirmation_and_shows_what_came_of_it(desk, office):
    address = send(desk).url
    response = confirm(desk, address)
    assert set(Contact.objects.values_list("given_name", "office")) == {
        ("Rosa", office.pk),
        ("Luis", office.pk),
    }
    assert "1 row was refused" in response.text
    assert "Imported, 2 new" in desk.get(ADDRESS).text


def test_it_imports_once_however_often_it_is_confirmed(desk):
    address = send(desk).url
    data = choices(desk, address, deed="import")
    desk.post(address, data)
    desk.post(address, data)
    assert Contact.objects.count() == 2


def test_it_opens_the_people_behind_its_counts(desk, imported):
    code = LeadImport.objects.get().code
    assert f"/contacts/?created_by={code}" in desk.get(imported).text
    table = desk.get(f"/contacts/?created_by={code}").context["table"]
    assert len(table.paginated_rows) == 2


def test_it_gives_the_refused_rows_back_with_their_reasons(desk, imported):
    response = desk.get(f"{imported}refused.csv")
    header, row = response.content.decode("utf-8-sig").splitlines()
    assert header == f"{HEADER},Reason"
    assert row.startswith(",,16 Maple Street")
    assert response["Content-Disposition"].startswith("attachment")


def test_it_takes_a_correction_of_the_columns(desk):
    unknown = LIST.replace("First name", "Eins").replace("Last name", "Zwei")
    address = send(desk, unknown).url
    assert "No column is read as a name" in desk.get(address).text
    desk.post(address, choices(desk, address, column_0="first_name", column_1="last_name"))
    assert "<b>2</b> new" in desk.get(address).text


def test_it_does_not_import_what_was_not_looked_at(desk):
    """Whoever changes a choice sees what it does before anything is written."""
    address = send(desk).url
    data = choices(desk, address, column_6="", deed="import")
    assert "You changed something" in desk.post(address, data, follow=True).text
    assert not Contact.objects.exists()
    confirm(desk, address)
    assert not Contact.objects.filter(phones__isnull=False).exists()


def test_it_refuses_two_columns_for_one_field(desk):
    address = send(desk).url
    response = desk.post(address, choices(desk, address, column_0="last_name"), follow=True)
    assert "Two columns are read as" in response.text


def test_it_refuses_forbidden_columns_by_name_and_stores_nothing(desk):
    lines = [f"{line},x" for line in LIST.splitlines()]
    lines[0] = f"{HEADER},Case number"
    response = send(desk, "\n".join(lines))
    assert "“Case number”" in response.text
    assert "investigation" in response.text
    assert not LeadImport.objects.exists()


def test_it_leaves_forbidden_columns_out_and_never_stores_them(desk):
    lines = [f"{line},SECRET-17" for line in LIST.splitlines()]
    lines[0] = f"{HEADER},Case number"
    address = send(desk, "\n".join(lines), leave_out="on").url
    leads = LeadImport.objects.get()
    assert b"SECRET" not in bytes(leads.content)
    assert "Case number" not in leads.columns
    assert "Left out: Case number." in desk.get(address).text
    confirm(desk, address)
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leads.csv", b"", "The file is empty."),
        ("leads.csv", b"just a sentence without columns", "No table was found"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "This is a PNG file, not a list"),
        ("leads.xlsx", b"PK\x03\x04 not a workbook", "not a workbook"),
    ],
)
def test_it_says_on_the_same_page_why_a_file_cannot_be_read(name, content, words, desk):
    response = send(desk, content, name)
    assert response.status_code == 422
    assert words in response.text
    assert 'type="file"' in response.text
    assert not LeadImport.objects.exists()


def test_it_says_so_where_no_file_was_chosen(desk):
    assert "This field is required" in desk.post(ADDRESS, {}).text


class Endless:
    """A body of two gigabytes that must not be read."""

    def read(self, *_args):
        raise AssertionError("the body was read")

    readline = read


def two_gigabytes(client, path, **headers):
    return client.generic(
        "POST",
        path,
        b"x",
        content_type="multipart/form-data; boundary=B",
        headers=headers,
        **{"CONTENT_LENGTH": str(2 * 1024**3), "wsgi.input": Endless()},
    )


def test_it_refuses_two_gigabytes_without_reading_them(desk):
    response = two_gigabytes(desk, ADDRESS)
    assert response.status_code == 413
    assert "The list is too large: at most 25.0" in response.text
    assert 'type="file"' in response.text


def test_it_refuses_two_gigabytes_on_every_other_page_too(desk):
    desk.raise_request_exception = False
    assert two_gigabytes(desk, "/contacts/new/").status_code == 400


def test_a_list_never_lies_on_the_disk_of_the_web_process(desk, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    assert send(desk).status_code == 302


def test_it_puts_only_the_problem_in_place_for_htmx(desk):
    file = SimpleUploadedFile("leads.csv", b"")
    response = desk.post(ADDRESS, {"file": file}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "The file is empty." in response.text
    assert "<html" not in response.text
    file = SimpleUploadedFile("leads.csv", LIST.encode())
    response = desk.post(ADDRESS, {"file": file}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(ADDRESS)


def test_it_wants_the_forms_own_token(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    assert send(client).status_code == 403
    assert not LeadImport.objects.exists()


def test_it_warns_where_a_field_would_be_overwritten_for_many(desk):
    confirm(desk, send(desk, many("first note")).url)
    address = send(desk, many("second note")).url
    text = desk.get(address).text
    assert "differs from what is known for 6 people. What is known stays." in text
    desk.post(address, choices(desk, address, overwrite=["note"]))
    assert "will be overwritten for 6 people" in desk.get(address).text
    confirm(desk, address)
    assert set(Contact.objects.values_list("note", flat=True)) == {"second note"}


def many(note):
    rows = [f"Ann,Ames{i},{i} Oak Road,Manchester,CT,06040,,{note}" for i in range(1, 7)]
    return "\n".join([f"{HEADER},Note", *rows])


def test_it_throws_an_unconfirmed_list_away(desk):
    address = send(desk).url
    response = desk.post(f"{address}discard/", follow=True)
    assert "thrown away" in response.text
    assert not LeadImport.objects.exists()


def test_it_does_not_throw_an_imported_list_away(desk, imported):
    assert desk.post(f"{imported}discard/").status_code == 404
    assert LeadImport.objects.exists()


def test_it_undoes_a_whole_import(desk, imported):
    response = desk.post(f"{imported}undo/", follow=True)
    assert "This import was undone" in response.text
    assert not Contact.objects.exists()
    assert desk.post(f"{imported}undo/").status_code == 404


def test_it_refuses_to_undo_what_others_rely_on(desk, imported, campaign):
    campaign.enrollments.create(contact=Contact.objects.first())
    response = desk.post(f"{imported}undo/", follow=True)
    assert "cannot be undone" in response.text
    assert Contact.objects.count() == 2


# Possible duplicates


@pytest.fixture
def asked(desk, office):
    """An imported list with two rows on whose phones someone else is known."""
    for number, name in (("+18605550101", "Teresa"), ("+18605550102", "Ramon")):
        known = ContactFactory(office=office, given_name=name, family_name="Known")
        known.phones.create(number=number, key=phone_key(number))
    address = send(desk).url
    confirm(desk, address)
    return address


def open_questions() -> int:
    return LeadImportRow.objects.filter(outcome=LeadImportRow.Outcome.ASKED).count()


def test_it_shows_possible_duplicates_side_by_side(desk, asked):
    text = desk.get(asked).text
    assert "2 possible duplicates to decide" in text
    assert "Rosa Delgado" in text
    assert "Teresa Known" in text


def test_it_takes_each_decision(desk, asked):
    assert "Merged." in desk.post(f"{asked}rows/2/", {"same": "yes"}, follow=True).text
    assert Contact.objects.count() == 2
    desk.post(f"{asked}rows/3/", {"same": "no"})
    assert named("Luis")
    assert open_questions() == 0
    assert "Nothing is left to decide" in desk.get(asked).text


def test_it_takes_one_decision_for_all_that_remain(desk, asked):
    response = desk.post(f"{asked}rows/", follow=True)
    assert "2 were added as other people." in response.text
    assert Contact.objects.count() == 4
    assert open_questions() == 0


def test_it_does_not_show_someone_of_another_office(desk, asked, other_office):
    Contact.objects.filter(pk=named("Teresa").pk).update(office=other_office)
    text = desk.get(asked).text
    assert "Teresa" not in text
    assert "another office looks after" in text
    assert desk.post(f"{asked}rows/2/", {"same": "yes"}).status_code == 404


# Whose list it is


@pytest.mark.parametrize("role", ["agent", "manager", "administrator", "auditor"])
def test_it_does_not_exist_for_other_roles(role, request, imported, signed_in):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(ADDRESS).status_code == 404
    assert client.get(imported).status_code == 404
    assert client.get(f"{imported}refused.csv").status_code == 404
    for deed in ("undo/", "rows/", "rows/2/", "discard/"):
        assert client.post(imported + deed).status_code == 404


def test_it_belongs_to_the_uploader_and_the_offices_coordinators(
    imported, office, other_coordinator, signed_in
):
    colleague = signed_in(UserFactory(role=roles.COORDINATOR, office=office))
    assert colleague.get(imported).status_code == 200
    assert imported in colleague.get(ADDRESS).text
    stranger = signed_in(other_coordinator)
    assert stranger.get(imported).status_code == 404
    assert imported not in stranger.get(ADDRESS).text
    assert stranger.post(f"{imported}undo/").status_code == 404
    assert Contact.objects.exists()


def test_it_asks_who_is_signed_out_to_sign_in(client, db):
    assert client.get(ADDRESS).url.startswith(reverse("account_login"))


def test_it_offers_the_campaigns_and_enrolls_in_the_chosen_one(desk, campaign):
    address = send(desk).url
    assert campaign.name in desk.get(address).text
    desk.post(address, choices(desk, address, campaign=campaign.slug))
    confirm(desk, address)
    assert campaign.enrollments.count() == 2


def test_it_marks_only_what_really_differs(desk, asked):
    (_row, _match, lines), *_ = desk.get(asked).context["pairs"]
    assert [line.same for line in lines] == [False, False, True, True]
