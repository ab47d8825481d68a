"""What becomes of referrals when a person is erased, and how long the accounting stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Consent, Contact
from outreach.privacy.models import ErasureRecord
from outreach.privacy.purging import purge_campaign
from outreach.privacy.requesting import erase_now
from outreach.privacy.sweeping import sweep
from outreach.referrals.disclosing import tell
from outreach.referrals.models import (
    Disclosure,
    DisclosureTerms,
    ProviderLink,
    Referral,
    ReferralEvent,
)
from tests.factories import TeamFactory, VisitFactory
from tests.statistics.history import report_visit


@pytest.fixture
def told(sent, now, link_and_code):
    """A referral of which the provider was told, with an open link."""
    tell(sent, "LINK", None, now)
    return sent


def test_the_accounting_outlives_the_person_for_three_years(told, campaign, now):
    key = told.contact.identity_key
    campaign.status, campaign.closed_at = "CLOSED", now
    campaign.save()
    purge_campaign(campaign, ErasureRecord.Rule.BY_HAND, now)
    assert not Referral.objects.exists()
    assert not ProviderLink.objects.exists()
    kept = Disclosure.objects.get()
    assert (kept.contact, kept.by, kept.person_key) == (None, None, key)
    assert kept.shared == ["NAME", "PHONE"]
    sweep(now + timedelta(days=3 * 365))
    assert Disclosure.objects.exists()
    sweep(now + timedelta(days=3 * 366 + 2))
    assert not Disclosure.objects.exists()


def test_erasing_one_person_leaves_only_what_is_counted(told, campaign, office, now):
    team = TeamFactory(campaign=campaign, office=office)
    report_visit(VisitFactory(team=team, enrollment=told.enrollment), "CONTACT_PERSON")
    code = told.code
    erase_now(told.contact, now)
    left = Referral.objects.get()
    assert left.contact.stopped == "ERASED"
    assert left.code != code
    assert (left.status, left.owner, left.made_by) == ("cancelled", None, None)
    assert not ReferralEvent.objects.exclude(by=None).exists()
    for model in (DisclosureTerms, ProviderLink, Consent):
        assert not model.objects.exists()
    assert Disclosure.objects.get().contact is None


def test_what_is_kept_of_someone_erased_is_on_no_page(told, coordinator):
    Contact.objects.filter(pk=told.contact_id).update(stopped="ERASED", stopped_at=timezone.now())
    assert not Referral.objects.visible_to(coordinator).exists()


def test_the_accounting_is_not_edited(told):
    with pytest.raises(TypeError):
        Disclosure.objects.get().save()


def test_the_accounting_is_found_by_its_code_after_erasure(
    told, signed_in, administrator, coordinator, now, audit_deeds
):
    code, name = told.code, told.contact.name
    erase_now(told.contact, now)
    client = signed_in(administrator)
    number = Disclosure.objects.get().pk
    for said in (code, str(number)):
        page = client.post("/referrals/disclosures/", {"code": f" {said} "})
        ((row, shared),) = page.context["found"]
        assert (row.referral_code, shared) == (code, ["Name", "Phone number"])
        assert row.recipient in page.content.decode()
        assert name not in page.content.decode()
    assert client.post("/referrals/disclosures/", {"code": "no-such"}).context["found"] == []
    assert client.post("/referrals/disclosures/", {"code": ""}).status_code == 422
    assert audit_deeds(administrator).count("find_disclosures") == 3
    assert signed_in(coordinator).get("/referrals/disclosures/").status_code in (403, 404)
