"""Breaking the glass: one person, half an hour, and someone else asks why."""

from datetime import timedelta

import pytest
from auditlog import get_logentry_model
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.models import Decoy, DecoyAlert
from outreach.privacy.glass import MOST_TRIES, OwnGlassError, ReviewedAlreadyError, review
from outreach.privacy.models import BrokenGlass
from outreach.privacy.notices import of_broken_glass
from outreach.privacy.requesting import erase_now
from tests.factories import ContactFactory, OfficeFactory, PhoneFactory

ADDRESS = "/privacy/break-glass/"
WHY = {"reason": "LIFE", "words": "Her sister called: she talks of taking all of them."}


@pytest.fixture
def stranger(db):
    """Someone of an office that is not the coordinator's."""
    person = ContactFactory(
        office=OfficeFactory(), given_name="Ida", family_name="Marlowe", note="Ring twice"
    )
    PhoneFactory(contact=person, number="+18605550199")
    return person


@pytest.fixture
def client(signed_in, coordinator):
    return signed_in(coordinator)


def deeds(actor) -> list[str]:
    entries = get_logentry_model().objects.filter(actor=actor, additional_data__has_key="deed")
    return [entry.additional_data["deed"] for entry in entries.order_by("pk")]


def broken(client, person, **told) -> BrokenGlass:
    client.post(ADDRESS, {"contact_code": person.code} | WHY | told)
    return BrokenGlass.objects.get()


def test_it_shows_one_person_and_writes_each_look_down(client, stranger, coordinator):
    assert client.get(f"/contacts/{stranger.code}/").status_code == 404
    page = client.post(ADDRESS, {"contact_code": stranger.code} | WHY, follow=True)
    shown = page.content.decode()
    assert "Ida Marlowe" in shown
    assert "(860) 555-0199" in shown
    glass = BrokenGlass.objects.get()
    look = get_logentry_model().objects.filter(actor=coordinator).latest("pk")
    assert look.additional_data == {"deed": "break_glass", "why": glass.code}
    assert look.object_repr == stranger.code
    assert deeds(coordinator)[-3:] == ["find_behind_glass", "break_glass", "break_glass"]
    # The page of the person stays what it was: nothing.
    assert client.get(f"/contacts/{stranger.code}/").status_code == 404


def test_the_words_never_enter_the_audit(client, stranger):
    broken(client, stranger)
    assert "sister" not in str(list(get_logentry_model().objects.values()))


def test_it_is_closed_after_half_an_hour_and_to_everyone_else(
    client, stranger, signed_in, administrator
):
    glass = broken(client, stranger)
    assert client.get(f"{ADDRESS}{glass.code}/").status_code == 200
    assert signed_in(administrator).get(f"{ADDRESS}{glass.code}/").status_code == 404
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(minutes=30, seconds=1))
    assert client.get(f"{ADDRESS}{glass.code}/").status_code == 404


def test_it_asks_for_the_second_factor_again(client, stranger, coordinator, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    response = client.post(ADDRESS, {"contact_code": stranger.code} | WHY)
    assert response.status_code == 302
    assert "reauthenticate" in response.url
    assert not BrokenGlass.objects.exists()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"contact_code": "zzzzzzzzzzzz"}, "Nobody fits"),
        ({"words": "urgent"}, "cannot wait"),
        ({"reason": ""}, "required"),
        ({"contact_code": "", "family_name": "Marlowe"}, "Give the contact code"),
    ],
)
def test_it_opens_nothing_without_a_person_and_a_reason(client, stranger, told, says):
    page = client.post(ADDRESS, {"contact_code": stranger.code} | WHY | told)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not BrokenGlass.objects.exists()


def test_two_who_fit_are_not_shown(client, stranger):
    twin = ContactFactory(family_name="Marlowe", office=stranger.office)
    PhoneFactory(contact=twin, number="+18605550199")
    told = {"family_name": "Marlowe", "phone": "860 555 0199"} | WHY
    assert "More than one person fits" in client.post(ADDRESS, told).content.decode()


def test_guessing_ends_after_ten_tries(client, stranger):
    for _try in range(MOST_TRIES):
        client.post(ADDRESS, {"contact_code": "zzzzzzzzzzzz"} | WHY)
    assert client.post(ADDRESS, {"contact_code": stranger.code} | WHY).status_code == 429
    assert not BrokenGlass.objects.exists()


def test_a_second_person_is_told_at_once(
    client, stranger, coordinator, administrator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        broken(client, stranger)
    (letter,) = mail.outbox
    assert letter.to == [administrator.email]
    assert stranger.code not in letter.body + letter.subject
    assert "Someone broke the glass." in str(of_broken_glass(administrator).words)
    assert of_broken_glass(coordinator) is None


def test_a_second_person_reviews_it(client, stranger, signed_in, administrator):
    glass = broken(client, stranger)
    reviewer = signed_in(administrator)
    assert WHY["words"] in reviewer.get(f"{ADDRESS}reviews/").content.decode()
    reviewer.post(f"{ADDRESS}{glass.code}/review/", {"finding": "JUSTIFIED"})
    glass.refresh_from_db()
    assert (glass.finding, glass.reviewed_by) == ("JUSTIFIED", administrator)
    assert of_broken_glass(administrator) is None
    assert deeds(administrator)[-1] == "review_glass"


def test_nobody_reviews_their_own(stranger, signed_in, administrator):
    client = signed_in(administrator)
    glass = broken(client, stranger)
    page = client.post(
        f"{ADDRESS}{glass.code}/review/", {"finding": "JUSTIFIED"}, follow=True
    ).content.decode()
    assert "someone else must review it" in page
    with pytest.raises(OwnGlassError):
        review(glass, administrator, "JUSTIFIED", timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        BrokenGlass.objects.update(
            finding="JUSTIFIED", reviewed_by=administrator, reviewed_at=timezone.now()
        )


def test_a_review_stands(client, stranger, administrator):
    glass = broken(client, stranger)
    review(glass, administrator, "NOT_JUSTIFIED", timezone.now())
    with pytest.raises(ReviewedAlreadyError):
        review(glass, administrator, "JUSTIFIED", timezone.now())
    glass.refresh_from_db()
    assert glass.finding == "NOT_JUSTIFIED"


def test_it_says_that_a_review_is_late(client, stranger, administrator):
    broken(client, stranger)
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(days=7, minutes=1))
    assert "late" in str(of_broken_glass(administrator).words)


def test_a_decoy_behind_the_glass_raises_its_alert(client, stranger):
    Decoy.objects.create(contact=stranger)
    client.get(f"{ADDRESS}{broken(client, stranger).code}/")
    assert DecoyAlert.objects.get().deed == "break_glass"


def test_it_outlives_the_person_without_words(client, stranger):
    glass = broken(client, stranger)
    erase_now(stranger, timezone.now())
    glass.refresh_from_db()
    assert (glass.contact, glass.words, glass.reason) == (None, "", "LIFE")
    assert client.get(f"{ADDRESS}{glass.code}/").status_code == 404
