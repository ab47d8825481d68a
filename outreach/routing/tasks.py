"""What the worker does for routing."""

from django.tasks import task
from django.utils.translation import gettext_noop

from outreach.routing.models import Plan
from outreach.routing.solving import solve_waiting

FAILURE = gettext_noop("Something went wrong while planning. Plan the day again.")


@task
def solve_plan(plan_id: int, version: int) -> bool:
    """Solve that version of the plan, or say on the plan that it failed.

    A version that was started again meanwhile has a task of its own, and this one does nothing.
    """
    plan = Plan.objects.select_related("campaign", "office").filter(pk=plan_id, version=version)
    waiting = plan.first()
    if waiting is None:
        return False
    try:
        return solve_waiting(waiting)
    except Exception:
        plan.filter(status=Plan.Status.SOLVING).update(status=Plan.Status.FAILED, message=FAILURE)
        raise
