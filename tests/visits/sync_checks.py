"""What must hold at the office once every phone has sent what it had."""

from contacts.models import Contact
from outreach.visits.models import EventConflict, ReceivedEvent, Visit, VisitReport


def exactly_what_was_made_arrived(phones, users):
    made = {name: said for phone in phones for name, said in phone.made.items()}
    events = ReceivedEvent.objects.filter(author__in=users)
    kept = {str(event.pk): event for event in events}
    assert set(kept) == set(made)
    for name, said in made.items():
        event = kept[name]
        assert (event.kind, event.visit_code) == (said["kind"], said["visit"])
        assert event.author == said["user"]
        assert str(event.device) == said["device"]
        contents = [event.data, *(c.data for c in EventConflict.objects.filter(event=event))]
        assert said["data"] in contents, "what was first said is not readable"
        assert event.clock_is_wrong or not said["skew"], "a wrong clock was not flagged"


def reports_are_one_chain_a_visit(doors):
    for code in doors:
        applied = ReceivedEvent.objects.filter(visit_code=code, verdict="applied")
        reports = VisitReport.objects.filter(visit__code=code)
        assert {r.pk for r in reports} == {event.pk for event in applied}
        current = reports.filter(correction__isnull=True)
        assert current.count() == min(1, len(applied))
        chain, report = 0, current.first()
        while report:
            chain, report = chain + 1, report.supersedes
        assert chain == len(applied)


def who_opted_out_stays_out(doors):
    asked = VisitReport.objects.filter(visit__code__in=doors, asks_no_contact=True)
    for report in asked:
        contact = Contact.objects.get(pk=report.visit.contact_id)
        assert contact.stopped == "DO_NOT_CONTACT"
        assert not contact.visits.filter(status=Visit.Status.OPEN).exists()


def the_receipts_agree(phones):
    for phone in phones:
        for receipt in phone.receipts:
            assert receipt["logged"] == receipt["received"], receipt
        assert sum(r["received"] for r in phone.receipts) == len(phone.made)
