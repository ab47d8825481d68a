"""A little of everything, for walks over every address."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.imports import guess_columns, read_table, run_import
from contacts.models import Decoy, DecoyAlert, LeadImport
from outreach.messaging.incoming import take_in
from outreach.messaging.models import Sequence, Template, Text
from outreach.privacy.glass import break_glass
from outreach.privacy.models import ErasureRecord, OddLooksReport, PersonRequest
from outreach.privacy.purging import purge_campaign
from outreach.referrals.by_hand import keep_by_hand
from outreach.referrals.disclosing import give_consent, send
from outreach.referrals.facets import Facet
from outreach.referrals.links import address_of_link, make_link
from outreach.referrals.models import DirectoryImport
from outreach.referrals.referring import refer
from outreach.routing.models import Plan, PlannedVisit, Route
from outreach.statistics.models import ExportJob, SavedExport
from outreach.visits.authors import Author
from outreach.visits.devices import note_list, note_logged, register
from outreach.visits.models import EventConflict
from outreach.visits.receiving import receive_event
from tests.factories import (
    CampaignFactory,
    ContactFactory,
    EnrollmentFactory,
    ResourceFactory,
    VisitFactory,
    today,
)


@pytest.fixture
def world(
    office, campaign, team, agent, coordinator, contact, administrator, manager
) -> dict[str, object]:
    """A little of everything, and the values of the parameters of every address."""
    enrollments = [
        EnrollmentFactory(campaign=campaign, contact=ContactFactory(office=office))
        for _each in range(4)
    ]
    visit = VisitFactory(
        team=team, enrollment=EnrollmentFactory(campaign=campaign, contact=contact), position=1
    )
    done = VisitFactory(team=team, enrollment=enrollments[0], position=2)
    spoke = {"disposition": "CONTACT_PERSON", "response": "DECLINED", "referral_wanted": True}
    _report(agent, done, "visit_report", **spoke)
    request = _report(agent, visit, "contact_request", wish="VISIT_AGAIN", text="On Friday")
    late = _report(agent, done, "visit_report", disposition="MOVED")
    _report(agent, done, "visit_report", late, disposition="VACANT")
    plan = _plan(campaign, office, team, enrollments[1:])
    lead_import = _lead_import(office, coordinator)
    decoy = Decoy.objects.create(contact=ContactFactory(office=office))
    alert = DecoyAlert.objects.create(decoy=decoy, deed="open", by=agent)
    waiting = LeadImport.objects.create(file_name="more.csv", uploaded_by=coordinator)
    contact.review_flags.create(problem="NO_PLACE")
    contact.address.safety_flags.create(kind="DOG", source="VISIT", raised_by=agent)
    for language in ("en", "es"):
        campaign.scripts.create(language=language, to_the_person="Hello", to_anyone_else="Hi")
    return {
        "slug": campaign.slug,
        "day": plan.day,
        "contacts:code": contact.code,
        "campaigns:code": team.code,
        "campaigns:of_contact:code": contact.code,
        "routing:code": plan.routes.get().code,
        "visits:code": visit.code,
        "visits:app_in:language": "en",
        "visits:of_contact:code": contact.code,
        "visits:take_wanted:code": done.code,
        "visits:close_wanted:code": done.code,
        "visits:key": late,
        "visits:revoke_phone:code": _phone(agent),
        "visits:decide_conflicts:key": EventConflict.objects.get().pk,
        "visits:decide_requests:key": request,
        "list_code": lead_import.code,
        "resources:code": ResourceFactory(latitude=41.77, longitude=-72.67).code,
        "resources:edit_resource:code": _by_hand(coordinator).code,
        "resources:near_contact:code": contact.code,
        "resources:card:code": contact.code,
        "resources:resource_import:list_code": _directory_import(coordinator).code,
        "resources:discard_import:list_code": _directory_import(coordinator).code,
        "contacts:look_into_alert:number": alert.pk,
        "contacts:discard_import:list_code": waiting.code,
        # Someone invented may happen to look like another row, too.
        "number": lead_import.rows.filter(outcome="ASKED").order_by("number")[0].number,
        "office_code": office.code,
        "fact": "phones",
        "problem": "NO_PLACE",
        "kind": "DOG",
        "key": "no-such-key",
        "accounts:code": agent.code,
        "uidb36": "1",
        "text_id": uuid4(),
        "pk": 1,
        "provider_id": "single-sign-on",
        **_privacy(office, contact, administrator),
        **_watching(coordinator),
        **_messages(campaign, contact),
        **_referrals(contact, coordinator),
        **_exports(campaign, manager),
    }


def _exports(campaign, manager) -> dict[str, object]:
    """A file of visits that is ready, and an export under a name."""
    asked = {"since": "2026-10-01", "until": "2026-10-31", "format": "csv", "offices": []}
    job = ExportJob.objects.create(
        campaign=campaign, owner=manager, asked=asked, key=b"", status="READY", size=1
    )
    job.pieces.create(number=0, content=b"#")
    saved = SavedExport.objects.create(
        name="October", owner=manager, asked={"campaign": campaign.slug, **asked}
    )
    return {
        "statistics:export_job:code": job.code,
        "statistics:download_visits:code": job.code,
        "statistics:forget_export:code": saved.code,
    }


def _report(author, visit, kind, number="", **data) -> str:
    number = number or str(uuid4())
    envelope = {"id": number, "kind": kind, "visit": visit.code, "data": data}
    at = timezone.localtime().isoformat()
    receive_event(author, envelope | {"at": at}, timezone.now())
    return number


def _phone(agent) -> str:
    """A phone that took today's list and has not sent all of it."""
    device = register(agent, uuid4(), "Chrome, Android", 2, timezone.now())
    note_list(device, today(), timezone.now() + timedelta(hours=4), timezone.now())
    note_logged(Author(agent, device.number, today()), 3, timezone.now())
    return device.code


def _plan(campaign, office, team, enrollments) -> Plan:
    status = Plan.Status.DRAFT
    plan = Plan.objects.create(campaign=campaign, office=office, day=today(), status=status)
    route = Route.objects.create(plan=plan, team=team)
    placed, also_placed, left_out = enrollments
    for position, enrollment in enumerate([placed, also_placed], 1):
        plan.planned_visits.create(
            enrollment=enrollment, route=route, position=position, arrives_at=timezone.now()
        )
    plan.planned_visits.create(enrollment=left_out, left_out=PlannedVisit.LeftOut.NO_PLACE)
    return plan


def _privacy(office, contact, administrator) -> dict[str, object]:
    """A request at each step, and a campaign that is only figures, with the proof of it."""
    asked = {"channel": "LETTER", "recorded_by": administrator}
    new = PersonRequest.objects.create(kind="ERASURE", **asked)
    verified = {
        **asked,
        "contact_code": contact.code,
        "status": "VERIFIED",
        "proof": "CALLED_BACK",
        "verified_by": administrator,
        "verified_at": timezone.now(),
    }
    access = PersonRequest.objects.create(kind="ACCESS", **verified)
    erasing = PersonRequest.objects.create(kind="ERASURE", **verified)
    over = CampaignFactory(status="CLOSED", offices=[office])
    record = purge_campaign(over, ErasureRecord.Rule.BY_HAND, timezone.now())
    return {
        "privacy:code": new.code,
        "privacy:erase_person:code": erasing.code,
        "privacy:person_file:code": access.code,
        "privacy:hand_over:code": access.code,
        "privacy:certificate:code": record.code,
        "privacy:of_campaign:slug": over.slug,
    }


def _watching(coordinator) -> dict[str, object]:
    """A glass that the coordinator broke just now, and a week of which nobody read the report."""
    words = "She called and has nobody else to ask."
    broken = break_glass(ContactFactory(), coordinator, "CALLED", words)
    report = OddLooksReport.objects.create(monday=today() - timedelta(days=7), looks=3)
    return {
        "privacy:behind_glass:code": broken.code,
        "privacy:review_glass:code": broken.code,
        "privacy:read_odd_looks:number": report.pk,
    }


def _referrals(contact, coordinator) -> dict[str, object]:
    """A referral of which the provider was asked, with the link to answer by."""
    now = timezone.now()
    referral = refer(contact, ResourceFactory(), coordinator, now)
    give_consent(referral, ["NAME"], 90, "en", "IN_PERSON", coordinator, now)
    send(referral, coordinator, now)
    link, _code = make_link(referral, "PRINT", coordinator, now)
    return {
        "referrals:code": referral.code,
        "referrals:of_contact:code": contact.code,
        "referrals:new_referral:code": contact.code,
        "referrals:days": 30,
        "referrals:token": address_of_link(link).rstrip("/").rsplit("/", 1)[1],
    }


def _messages(campaign, contact) -> dict[str, object]:
    """Someone who is in danger, a text of which nobody knows, and what we write."""
    number = str(contact.phones.get().number)
    danger = take_in("SM1", number, "I want to die", timezone.now())
    reply = Template.objects.create(slug="call-us", name="Call us", use=Template.Use.REPLY)
    reply.wordings.create(language="en", words="{programme}: call us at {phone}.")
    after = Template.objects.create(slug="check-in", name="Check-in")
    after.wordings.create(language="en", words="Hello {first_name}, {programme} here.")
    sequence = Sequence.objects.create(name="After a talk", starts_after="INFORMATION_ONLY")
    sequence.campaigns.add(campaign)
    sequence.steps.create(template=after, days_after=1)
    lost = Text.objects.create(
        contact=contact,
        number=number,
        key=danger.conversation.key,
        kind=Text.Kind.FOLLOW_UP,
        words="Hello",
        status=Text.Status.UNKNOWN,
        claimed_at=timezone.now(),
    )
    return {
        "messaging:code": danger.conversation.code,
        "messaging:of_contact:code": contact.code,
        "messaging:phone:code": contact.code,
        "messaging:end:code": contact.code,
        "messaging:slug": reply.slug,
        "messaging:close_alert:number": danger.alert.pk,
        "messaging:sequence:number": sequence.pk,
        "messaging:settle:text_id": lost.pk,
    }


def _by_hand(coordinator):
    """A resource that the office added itself."""
    said = {"organization": "Saint Anne", "name": "Meals", "phone": "860-555-0199"}
    said |= {"facets": [Facet.FOOD], "card_name": ""}
    return keep_by_hand(said, coordinator, timezone.now())


def _directory_import(coordinator) -> DirectoryImport:
    """A table of resources that waits to be confirmed."""
    return DirectoryImport.objects.create(
        uploaded_by=coordinator, file_name="pantries.csv", format="csv", source_name="pantries",
        content=b"name,phone\nEastside Pantry,860-555-0123\n",
        columns={"name": "name", "phone": "phone"},
    )  # fmt: skip


def _lead_import(office, coordinator) -> LeadImport:
    """An imported list with a refused row and a possible duplicate."""
    text = (
        "first_name,last_name,street,city,state,postal_code,phone\n"
        "Grace,Chen,12 Elm Street,Manchester,CT,06040,(860) 555-0177\n"
        "Paula,Ortiz,90 Oak Street,Manchester,CT,06040,(860) 555-0177\n"
        ",,7 Ash Street,Manchester,CT,06040,\n"
    )
    table = read_table(BytesIO(text.encode()), "leads.csv")
    lead_import = LeadImport(
        file_name="leads.csv",
        uploaded_by=coordinator,
        office=office,
        columns=guess_columns(table.columns),
    )
    run_import(lead_import, coordinator, table)
    return lead_import
