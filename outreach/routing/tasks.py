"""What the worker does for routing."""

from django.tasks import task

from outreach.routing.models import Plan, Search
from outreach.routing.replanning import propose_rest
from outreach.routing.solving import FAILURE, end_search, say_it_failed, solve_waiting


@task
def solve_plan(plan_id: int, version: int) -> bool:
    """Solve that version of the plan, or say on the plan that it failed.

    A version that was started again meanwhile has a task of its own, and this one does nothing.
    """
    plans = Plan.objects.select_related("campaign", "office")
    waiting = plans.filter(pk=plan_id, version=version).first()
    if waiting is None:
        return False
    try:
        return solve_waiting(waiting)
    except Exception:
        say_it_failed(waiting)
        raise


@task
def solve_days(plans: list[list[int]]) -> None:
    """Solve several plans, each a pair of key and version, one after the other.

    A door that has its place in an earlier day's draft is not planned for a later one. A day that
    fails says so on its plan and holds up none of the others.
    """
    faults = []
    for key, version in plans:
        try:
            solve_plan.func(key, version)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]


@task
def solve_rest(search_id: int) -> bool:
    """Propose how the rest of a day could go, or say that this failed."""
    search = Search.objects.select_related("plan__campaign", "plan__office").get(pk=search_id)
    try:
        return propose_rest(search) is not None
    except Exception:
        end_search(search, Search.State.FAILED, FAILURE)
        raise
