"""The one form that checks a report, whether the page or the phone's queue sends it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.visits import codelists
from outreach.visits.codelists import Barrier, DeclineReason, Disposition, Response, SupplyItem
from outreach.visits.fields import (
    CodesField,
    ConsentForm,
    EventDataForm,
    ListField,
    MomentField,
    ObjectField,
    SupplyForm,
    TextField,
    TruthField,
)
from outreach.visits.models import ContactRequest, ReceivedEvent, VisitReport
from outreach.visits.outcomes import declined, wants_help


class EnvelopeForm(forms.Form):
    """What carries an event: who it is, what kind, which visit, when by the phone's clock."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=ReceivedEvent.Kind)
    visit = TextField(max_length=12)
    at = MomentField(max_length=40)


class VisitReportForm(EventDataForm):
    """What the agent reports about a visit, with the rules that tie its answers together."""

    disposition = forms.ChoiceField(choices=Disposition)
    response = forms.ChoiceField(choices=Response, required=False)
    decline_reasons = CodesField(choices=DeclineReason)
    barriers = CodesField(choices=Barrier)
    supplies = ListField(SupplyForm)
    consent = ObjectField(ConsentForm)
    family_present = TruthField()
    interpreter_used = TruthField()
    crisis_escalated = TruthField()
    card_left = TruthField()
    asks_no_contact = TruthField()
    referral_wanted = TruthField()
    come_back_at = MomentField(required=False, max_length=40)
    note = TextField(required=False, max_length=500)
    place = forms.ChoiceField(choices=VisitReport.Place, required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    accuracy_metres = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def clean(self) -> dict[str, Any]:
        """Refuse answers that cannot go together."""
        cleaned = super().clean()
        disposition, response = cleaned.get("disposition"), cleaned.get("response")
        spoke = disposition == Disposition.CONTACT_PERSON
        if response and not spoke:
            self.add_error("response", _("Only the person can respond."))
        if cleaned.get("consent") and not (spoke and response != Response.SAYS_NOT_THE_PERSON):
            self.add_error("consent", _("Only the person can agree to text messages."))
        if cleaned.get("decline_reasons") and not declined(disposition, response):
            self.add_error("decline_reasons", _("Nobody declined."))
        if cleaned.get("barriers") and not wants_help(disposition, response):
            self.add_error("barriers", _("Barriers are for those who want help."))
        self._check_supplies(disposition, cleaned.get("supplies") or [])
        return cleaned

    def _check_supplies(self, disposition: str | None, supplies: list[dict[str, Any]]) -> None:
        given = [(supply["item"], supply["recipient"]) for supply in supplies]
        if len(given) != len(set(given)):
            self.add_error("supplies", _("The same item is listed twice."))
        if given and disposition not in codelists.MET_SOMEONE:
            # Leaving supplies at a door would disclose why the team came.
            self.add_error("supplies", _("Nothing but a generic card may be left at a door."))
        doses = [supply for supply in supplies if supply["item"] != SupplyItem.NALOXONE]
        if any(supply["doses"] for supply in doses):
            self.add_error("supplies", _("Only naloxone is counted in doses."))


class CorrectionForm(VisitReportForm):
    """A report that replaces an earlier one, or that takes it back altogether."""

    undone = TruthField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disposition"].required = self.data.get("undone") is not True

    def clean(self) -> dict[str, Any]:
        """Let a report that is taken back say nothing else."""
        cleaned = super().clean()
        if cleaned.get("undone") and cleaned.get("disposition"):
            self.add_error("undone", _("A report that is taken back says nothing else."))
        return cleaned


class ContactRequestForm(EventDataForm):
    """What an agent asks a coordinator for."""

    wish = forms.ChoiceField(label=_("What is needed"), choices=ContactRequest.Wish)
    text = TextField(label=_("In your words"), max_length=500, widget=forms.Textarea)


FORMS: dict[str, type[EventDataForm]] = {
    ReceivedEvent.Kind.VISIT_REPORT: VisitReportForm,
    ReceivedEvent.Kind.CORRECTION: CorrectionForm,
    ReceivedEvent.Kind.CONTACT_REQUEST: ContactRequestForm,
}
