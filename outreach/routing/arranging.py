"""Keeping how a plan's doors lie, and laying them so again: undo, and taking up a proposal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.accounts.models import User
from outreach.routing.laying import claim, lay
from outreach.routing.models import ArrangedVisit, Arrangement, Plan
from outreach.routing.refusals import Refused

# How many steps can be undone. Older ones are forgotten.
STEPS_KEPT = 20
Deed = Arrangement.Deed


@dataclass(frozen=True)
class Restored:
    """What laying the doors as they were came to."""

    deed: str
    moved: int


def keep(plan: Plan, deed: Deed, count: int, user: User | None, now: datetime) -> Arrangement:
    """Remember how the doors lie, right before `deed` is done to `count` of them."""
    kept = Arrangement.objects.create(
        plan=plan,
        deed=deed,
        count=count,
        version=plan.version,
        by=user,
        at=now,
    )
    rows = plan.planned_visits.values_list(
        "enrollment", "route__team", "position", "left_out", "pin"
    )
    ArrangedVisit.objects.bulk_create(
        ArrangedVisit(
            arrangement=kept,
            enrollment_id=enrollment,
            team_id=team,
            position=position,
            left_out=left_out,
            pin=pin,
        )
        for enrollment, team, position, left_out, pin in rows
    )
    old = steps_of(plan).values_list("pk", flat=True)[STEPS_KEPT:]
    Arrangement.objects.filter(pk__in=list(old)).delete()
    return kept


def steps_of(plan: Plan) -> Any:
    """Return the steps that can be gone back, the latest first."""
    return plan.arrangements.exclude(deed=Deed.PROPOSAL).select_related("by").order_by("-pk")


def undo(plan: Plan, version: int, user: User | None, now: datetime | None = None) -> Restored:
    """Go one step back. Raises Refused where there is none or the plan changed meanwhile."""
    step = steps_of(plan).first()
    if step is None:
        raise Refused(_("There is nothing to undo."))
    with transaction.atomic():
        restored = restore(plan, step, version, user, now)
        step.delete()
    return restored


def bring_back(
    plan: Plan, step: Arrangement, version: int, user: User | None, now: datetime | None = None
) -> Restored:
    """Lay the doors as in `step`, an earlier arrangement or the proposal; this can be undone."""
    now = now or timezone.now()
    is_proposal = step.deed == Deed.PROPOSAL
    if is_proposal and step.version != plan.version:
        raise Refused(_("The plan changed since this was proposed. Plan the rest anew."))
    with transaction.atomic():
        deed = Deed.REST_OF_DAY if is_proposal else Deed.BRING_BACK
        # Keeping one step more forgets the oldest, which may be the one that is asked for.
        prefetch_related_objects([step], "visits")
        keep(plan, deed, 0, user, now)
        restored = restore(plan, step, version, user, now)
        if is_proposal:
            step.delete()
    return restored


def restore(
    plan: Plan, step: Arrangement, version: int, user: User | None, now: datetime | None = None
) -> Restored:
    """Lay the doors of the plan as they were; what was logged since stays where it is."""
    now = now or timezone.now()
    try:
        with transaction.atomic():
            plan = Plan.objects.select_related("campaign", "office").get(pk=plan.pk)
            claim(plan, version, user, now)
            moved = lay(plan, list(step.visits.all()), user, now)
    except IntegrityError as clash:
        raise Refused(_("One of these contacts has an open visit elsewhere.")) from clash
    return Restored(step.get_deed_display(), moved)
