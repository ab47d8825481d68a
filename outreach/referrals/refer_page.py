"""The page on which someone is referred: the same at a door and at a desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contacts.models import Contact
from outreach.campaigns.models import Enrollment
from outreach.referrals.disclosing import recipient_of
from outreach.referrals.forms.referring import AGREE, ConsentForm, HandoverForm, consent_form
from outreach.referrals.handing import Handover, hand_over
from outreach.referrals.models import Referral, Resource
from outreach.referrals.obstacle_words import CANNOT_REFER
from outreach.referrals.referring import CannotReferError
from outreach.referrals.search_page import search_page, usual_place

DETAILS = "details"


class ReferPage:
    """What is chosen so far, and what is done with it.

    The address names the resource; without it there is a list to choose from. "agree" shares what
    was read out and asks the provider; "details" tells the person only. Anything else that is
    posted only shows the wording anew.
    """

    def __init__(
        self,
        request: HttpRequest,
        contact: Contact,
        enrollment: Enrollment | None = None,
        previous: Referral | None = None,
    ) -> None:
        self.request, self.contact, self.now = request, contact, timezone.now()
        self.enrollment, self.previous = enrollment, previous
        self.asked = request.POST.get("do", "") if request.method == "POST" else ""
        self.failed = False
        self.made: Referral
        self.wrong = ""

    @cached_property
    def resource(self) -> Resource | None:
        """The chosen resource. Raises Http404 for one that is not in the directory."""
        code = self.request.GET.get("resource", "")
        return get_object_or_404(Resource.objects.listed(), code=code) if code else None

    @cached_property
    def consent(self) -> ConsentForm:
        """What would be shared."""
        to = recipient_of(self.resource) if self.resource else ""
        return consent_form(self.request, self.contact, to, self.now)

    @cached_property
    def handover(self) -> HandoverForm:
        """How they get there, and when."""
        return HandoverForm(self.request.POST if self.request.method == "POST" else None)

    def carry_out(self) -> bool:
        """Do what was asked; False where nothing was, or where it was refused."""
        if self.resource is None or self.asked not in (AGREE, DETAILS):
            return False
        agreed = self.asked == AGREE
        if not self.handover.is_valid() or (agreed and not self.consent.is_valid()):
            self.failed = True
            return False
        order = Handover(
            self.contact,
            self.resource,
            self.request.user,
            self.now,
            self.enrollment,
            previous=self.previous,
            **self.handover.cleaned_data,
        )
        try:
            self.made = hand_over(order, self.consent.cleaned_data if agreed else None)
        except CannotReferError as error:
            self.failed, self.wrong = True, str(CANNOT_REFER[str(error)])
        return not self.failed

    @property
    def done(self) -> str:
        """What was done, in words."""
        if self.asked == AGREE:
            return _("Referred. The office sends the provider a link to answer by.")
        return _("Written down. Give them the details; the provider is told nothing.")

    def choose(self, back: str) -> HttpResponse:
        """Search near the person's door for a resource to refer to. The look was logged before."""
        address = self.contact.address
        place = address.place if address else None
        return search_page(
            self.request,
            (address.city, place) if address and place else usual_place(self.request.user),
            self.contact.office.zone,
            self.contact.language,
            fixed=place is not None,
            refer_to=self.request.path,
            back=back,
        )

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows."""
        return {
            "contact": self.contact,
            "resource": self.resource,
            "form": self.consent,
            "handover": self.handover,
            "previous": self.previous,
            "wrong": self.wrong,
        }
