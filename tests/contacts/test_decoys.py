"""Decoys: whoever looks at one raises an alert, and nobody works with them."""

import pytest
from django.core import mail
from django.urls import reverse

from contacts.decoys import open_alerts, plant
from contacts.models import Contact, Decoy, DecoyAlert
from outreach.campaigns.enrolling import enroll
from outreach.campaigns.models import Enrollment
from tests.factories import ContactFactory, PhoneFactory

PAGE = "/contacts/decoys/"


@pytest.fixture
def decoy(office, administrator) -> Decoy:
    contact = ContactFactory(office=office, given_name="Wilma", family_name="Marsh")
    PhoneFactory(contact=contact)
    return plant(contact, administrator)


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def admin(administrator, signed_in):
    return signed_in(administrator)


@pytest.mark.parametrize(
    ("method", "path", "data", "deed"),
    [
        ("get", "/contacts/{}/", {}, "open"),
        ("get", "/contacts/{}/edit/", {}, "edit"),
        ("post", "/contacts/{}/reveal/phones/", {}, "reveal_phones"),
        ("post", "/contacts/", {"words": "Wilma Marsh"}, "search"),
        ("get", "/resources/near/{}/", {}, "find_resources"),
        ("get", "/resources/near/{}/card/", {}, "resource_card"),
    ],
)
def test_looking_at_one_raises_an_alert(desk, decoy, coordinator, method, path, data, deed):
    getattr(desk, method)(path.format(decoy.contact.code), data)
    alert = DecoyAlert.objects.get()
    assert (alert.deed, alert.by, alert.decoy) == (deed, coordinator, decoy)


def test_the_list_raises_none(desk, decoy):
    assert "Wilma Marsh" in desk.get("/contacts/").text
    assert not DecoyAlert.objects.exists()


def test_looking_at_others_raises_none(desk, decoy, contact):
    desk.get(f"/contacts/{contact.code}/")
    assert not DecoyAlert.objects.exists()


def test_it_is_not_shown_where_the_alert_cannot_be_kept(desk, decoy, monkeypatch):
    def fail(**_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(DecoyAlert.objects, "create", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        desk.get(f"/contacts/{decoy.contact.code}/")


def test_nothing_on_the_page_tells_it_from_others(desk, decoy, contact):
    pages = [desk.get(f"/contacts/{code}/").text for code in (decoy.contact.code, contact.code)]
    assert all("decoy" not in page.lower() for page in pages)


def test_nobody_enrolls_it(campaign, decoy, coordinator, desk):
    assert enroll(campaign, Contact.objects.all(), coordinator) == 0
    assert not Enrollment.objects.exists()
    assert desk.get("/contacts/?show=not-enrolled").context["table"].paginator.count == 0


def test_administrators_are_told(
    desk, admin, decoy, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        desk.get(f"/contacts/{decoy.contact.code}/")
    assert "Someone looked at a decoy." in admin.get("/people/").text
    text = admin.get(PAGE).text
    assert str(coordinator) in text
    assert decoy.contact.code in text
    assert "Wilma" not in text
    (letter,) = mail.outbox
    assert "Wilma" not in letter.subject + letter.body


def test_an_alert_is_closed_by_who_looked_into_it(admin, desk, decoy, administrator):
    desk.get(f"/contacts/{decoy.contact.code}/")
    alert = DecoyAlert.objects.get()
    admin.post(reverse("contacts:look_into_alert", args=[alert.pk]))
    alert.refresh_from_db()
    assert alert.looked_into_by == administrator
    assert not open_alerts().exists()
    assert "Someone looked at a decoy." not in admin.get("/people/").text


def test_an_administrator_plants_one_in_any_office(admin, office):
    data = {
        "given_name": "Wilma", "family_name": "Marsh", "language": "en", "priority": "1",
        "office": office.pk, "street": "12 Maple Street", "city": "Hartford", "state": "CT",
        "postal_code": "06103", "phones-TOTAL_FORMS": "0", "phones-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = admin.post(f"{PAGE}new/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert Decoy.objects.get().contact.name == "Wilma Marsh"


def test_what_is_wrong_is_told_and_nothing_is_planted(admin, office):
    response = admin.post(f"{PAGE}new/", {"phones-TOTAL_FORMS": "0", "phones-INITIAL_FORMS": "0"})
    assert response.status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize("role", ["agent", "coordinator", "manager", "auditor"])
def test_decoys_do_not_exist_for_other_roles(role, request, signed_in, decoy):
    assert signed_in(request.getfixturevalue(role)).get(PAGE).status_code == 404
