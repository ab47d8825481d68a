"""Nothing goes to a provider without consent in force; what goes is accounted for."""

from datetime import timedelta

import pytest
import time_machine

from contacts.models import Consent
from outreach.referrals.codes import Deed
from outreach.referrals.disclosing import NoConsentError, give_consent, revoke, send, tell
from outreach.referrals.disclosure_wording import VERSION, wording
from outreach.referrals.links import make_link
from outreach.referrals.models import Disclosure, ProviderLink
from outreach.referrals.moving import Word, move
from outreach.referrals.referring import give_details


@pytest.fixture(params=["none", "revoked", "expired", "stopped"])
def without(request, draft, coordinator, now):
    """A referral with no consent, or one that no longer holds; and the moment of asking."""
    at = now
    if request.param != "none":
        give_consent(draft, ["NAME"], 30, "en", "IN_PERSON", coordinator, now)
    if request.param == "revoked":
        revoke(draft, "IN_PERSON", coordinator, now)
    if request.param == "stopped":
        draft.contact.stopped = "DO_NOT_CONTACT"
    if request.param == "expired":
        at = now + timedelta(days=32)
    return draft, at


def test_without_it_nothing_is_sent_told_or_linked(without, coordinator):
    referral, at = without
    for attempt in (
        lambda: send(referral, coordinator, at),
        lambda: tell(referral, "SPOKEN", coordinator, at),
        lambda: make_link(referral, "EMAIL", coordinator, at),
    ):
        with pytest.raises(NoConsentError):
            attempt()
    assert not Disclosure.objects.exists()
    assert not ProviderLink.objects.exists()
    referral.refresh_from_db()
    assert referral.status == "draft"


def test_without_it_the_person_may_have_the_details(draft, coordinator, now):
    give_details(draft, coordinator, now)
    assert draft.state == ("requested", "AWAITING_PERSON")
    assert not Disclosure.objects.exists()


def test_it_keeps_the_exact_text_that_was_read_out(consented, coordinator, now, settings):
    terms = consented.terms.get()
    until = terms.expires_on
    assert terms.consent.wording == wording(
        VERSION,
        "en",
        programme=settings.PROGRAMME_NAME,
        recipient="Elm Street Clinic, Outpatient program",
        shared=["NAME", "PHONE"],
        until=until,
    )
    assert (until - now.date()).days in (89, 90, 91)
    consent = terms.consent
    assert (consent.channel, consent.how, consent.recorded_by) == (
        "DISCLOSURE", "IN_PERSON", coordinator,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_text_says_what_the_law_asks_for(language, now):
    text = wording(
        VERSION, language, programme="Doorstep", recipient="Elm Street Clinic",
        shared=["NAME", "PHONE"], until=now.date(),
    )  # fmt: skip
    said = {
        "en": ["name, phone", "take this back", "say no"],
        "es": ["nombre", "retirar", "decir que no"],
    }
    for words in ("Doorstep", "Elm Street Clinic", str(now.year), *said[language]):
        assert words in text


def test_a_new_one_ends_the_one_before_and_its_links(sent, coordinator, now):
    link, _code = make_link(sent, "PRINT", coordinator, now)
    give_consent(sent, ["NAME"], 30, "es", "IN_WRITING", coordinator, now + timedelta(seconds=1))
    link.refresh_from_db()
    assert link.ended_at is not None
    assert tell(sent, "SPOKEN", coordinator, now + timedelta(seconds=2)) == {"NAME": "Rosa Delgado"}
    assert Consent.objects.filter(withdrawal__isnull=True).count() == 1


def test_taking_it_back_leaves_the_person_to_go_by_themselves(sent, coordinator, now):
    assert revoke(sent, "IN_PERSON", coordinator, now)
    assert sent.state == ("requested", "AWAITING_PERSON")
    assert not revoke(sent, "IN_PERSON", coordinator, now)
    withdrawal = Consent.objects.get().withdrawal
    assert (withdrawal.how, withdrawal.recorded_by) == ("IN_PERSON", coordinator)


def test_what_was_told_before_stays_in_the_accounting(sent, coordinator, now):
    tell(sent, "SPOKEN", coordinator, now)
    revoke(sent, "IN_PERSON", coordinator, now)
    move(sent, Deed.MISTAKE, Word(by=coordinator), now)
    assert Disclosure.objects.get().shared == ["NAME", "PHONE"]


def test_it_ends_by_itself_on_its_day(sent, coordinator, now):
    last = sent.terms.get().expires_on
    with time_machine.travel(now + timedelta(days=89), tick=False):
        assert tell(sent, "SPOKEN", coordinator, now + timedelta(days=89))
    with pytest.raises(NoConsentError, match="EXPIRED"):
        tell(sent, "SPOKEN", coordinator, now + timedelta(days=92))
    assert (last - now.date()).days <= 91


def test_only_what_was_chosen_is_told_and_empty_things_are_not(draft, coordinator, now):
    give_consent(draft, ["TRANSPORT", "ADDRESS", "NAME"], 30, "en", "IN_PERSON", coordinator, now)
    told = tell(draft, "SPOKEN", coordinator, now)
    assert list(told) == ["NAME", "ADDRESS"]
    assert draft.contact.address.street in told["ADDRESS"]


def test_nothing_is_told_once_the_referral_is_over(sent, coordinator, signed_in, now):
    move(sent, Deed.FAIL, Word("STAFF", coordinator, "UNABLE_TO_CONTACT"), now)
    desk = signed_in(coordinator)
    # As from a page that was opened before.
    for deed in ("link", "told", "consent"):
        answer = desk.post(f"/referrals/{sent.code}/{deed}/", {"by": "PRINT", "do": "show"})
        assert answer.status_code == 302
    assert not Disclosure.objects.exists()
    assert not ProviderLink.objects.exists()
