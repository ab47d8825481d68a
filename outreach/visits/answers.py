"""What the log page's plain form says, as the data of an event, and the other way round."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contacts.models import Consent
from outreach.visits.codelists import Disposition, Recipient, SupplyItem
from outreach.visits.fields import YEARS
from outreach.visits.models import VisitReport
from outreach.visits.outcomes import declined, wants_help

DOSES_A_KIT = 2
FLAGS = (
    "family_present", "interpreter_used", "crisis_escalated", "card_left", "asks_no_contact",
    "referral_wanted",
)  # fmt: skip
TEXTS = ("disposition", "response", "note", "place", "latitude", "longitude", "accuracy_metres")
LISTS = ("decline_reasons", "barriers")


def data_from(post: QueryDict) -> dict[str, Any]:
    """Return the event data that the posted form stands for, unchecked, without what is empty."""
    data: dict[str, Any] = {name: post[name] for name in TEXTS if post.get(name)}
    if post.get("tile") == "card":
        data |= {"disposition": Disposition.NO_ANSWER, "card_left": True}
    data |= {name: values for name in LISTS if (values := post.getlist(name))}
    data |= {name: True for name in FLAGS if post.get(name)}
    if supplies := _supplies(post):
        data["supplies"] = supplies
    if post.get("consent"):
        number = post.get("phone_new") or post.get("phone", "")
        version, language = post.get("version", ""), post.get("wording_language", "")
        purposes = post.getlist("purposes")
        data["consent"] = {"version": version, "language": language, "phone": number}
        data["consent"] |= {"purposes": purposes} if purposes else {}
    if moment := post.get("come_back_at", ""):
        data["come_back_at"] = _local_moment(moment)
    return _as_asked(data)


def data_of(report: VisitReport) -> dict[str, Any]:
    """Return the data that a correction of `report` starts from."""
    data: dict[str, Any] = {name: getattr(report, name) for name in ("disposition", "response")}
    data |= {name: getattr(report, name) for name in (*LISTS, *FLAGS, "note", "come_back_at")}
    data["supplies"] = list(
        report.supplies.values("item", "quantity", "doses", "recipient").order_by("pk")
    )
    return data | _consent_of(report)


def _consent_of(report: VisitReport) -> dict[str, Any]:
    """Return the consent that the visit's reports brought, if it stands: saying nothing ends it."""
    reports = report.visit.reports.values("pk")
    given = Consent.objects.filter(evidence__in=reports, withdrawal__isnull=True)
    consent = given.select_related("phone").order_by("-given_at").first()
    if consent is None or consent.phone is None:
        return {}
    number, language = str(consent.phone.number), consent.language
    version = consent.wording_version
    given_for = {"phone": number, "purposes": consent.purposes}
    return {"consent": {"version": version, "language": language, **given_for}}


def _as_asked(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was answered before an earlier answer changed and hid the question."""
    disposition, response = data.get("disposition"), data.get("response")
    unasked: set[str] = set()
    if disposition != Disposition.CONTACT_PERSON:
        unasked |= {"response", "consent", "referral_wanted"}
    if not declined(disposition, response):
        unasked.add("decline_reasons")
    if not wants_help(disposition, response):
        unasked.add("barriers")
    return {name: value for name, value in data.items() if name not in unasked}


def _supplies(post: QueryDict) -> list[dict[str, Any]]:
    recipient = post.get("recipient") or Recipient.PERSON
    doses = post.get("doses", "").strip()
    return [
        {"item": item, "quantity": n, "doses": _doses(item, n, doses), "recipient": recipient}
        for item in SupplyItem.values
        if (n := post.get(f"quantity_{item}", "").strip()) not in ("", "0")
    ]


def _doses(item: str, count: str, said: str) -> str | int:
    """A kit holds two doses unless the agent says otherwise. What is no number stays as it is."""
    if item != SupplyItem.NALOXONE:
        return 0
    if said or not (count.isascii() and count.isdecimal()):
        return said
    return int(count[:3]) * DOSES_A_KIT


def moment_of(text: str) -> datetime | None:
    """Return the time that the page's local time stands for at the office; None if it is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _local_moment(text: str) -> str:
    """Return the page's local time with the office's offset; what is no time stays as it is."""
    moment = moment_of(text)
    return moment.isoformat() if moment else text
