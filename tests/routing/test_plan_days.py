"""Planning several days for a backlog."""

from datetime import time

import pytest

from contacts.models import Priority
from outreach.routing import tasks
from outreach.routing.models import Plan
from outreach.routing.planning import make_plan, make_plans
from outreach.routing.refusals import Refused
from outreach.visits.models import Visit


@pytest.fixture
def backlog(campaign, team, enroll):
    """More doors than a day's two; the last two are urgent."""
    campaign.visiting_days = "1234567"
    campaign.save()
    team.most_visits = 2
    team.save()
    return enroll(3) + enroll(2, priority=Priority.URGENT)


def placed(plan):
    return set(plan.planned_visits.filter(left_out="").values_list("enrollment", flat=True))


def test_it_plans_urgent_doors_first_and_none_twice(campaign, office, day, backlog):
    first, second, third = make_plans(campaign, office, day, 3)
    assert placed(first) == {each.pk for each in backlog[3:]}
    assert [len(placed(plan)) for plan in (first, second, third)] == [2, 2, 1]
    assert len(placed(first) | placed(second) | placed(third)) == 5
    assert all(plan.status == Plan.Status.DRAFT for plan in (first, second, third))
    assert not Visit.objects.exists()


def test_it_steps_over_days_that_are_planned_or_not_visited(campaign, office, day, backlog):
    planned = make_plan(campaign, office, day)
    campaign.visiting_days = "".join(
        str(number) for number in range(1, 8) if number != (day.isoweekday() % 7) + 1
    )
    campaign.save()
    (more,) = make_plans(campaign, office, day, 1)
    assert (more.day - planned.day).days == 2


def test_it_says_that_no_day_is_left(campaign, office, day, backlog):
    with pytest.raises(Refused, match="no visiting day left"):
        make_plans(campaign, office, campaign.ends_on.replace(year=campaign.ends_on.year + 1), 2)
    assert not Plan.objects.exists()


def test_it_refuses_all_where_one_cannot_be_planned(campaign, office, day, backlog, team):
    team.shift_from = team.shift_to = None
    team.save()
    with pytest.raises(Refused, match="has no shift"):
        make_plans(campaign, office, day, 2)
    assert not Plan.objects.exists()


def test_a_day_that_fails_holds_up_no_other(campaign, office, day, backlog, monkeypatch):
    solve_waiting = tasks.solve_waiting

    def fail_on_the_first(plan):
        if plan.day == day:
            Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.SOLVING)
            raise MemoryError
        return solve_waiting(plan)

    monkeypatch.setattr(tasks, "solve_waiting", fail_on_the_first)
    first, second, third = make_plans(campaign, office, day, 3)
    assert first.status == Plan.Status.FAILED
    assert [len(placed(plan)) for plan in (second, third)] == [2, 2]


def test_a_plan_of_no_open_window_places_nobody_and_says_so(campaign, office, day, team, enroll):
    enroll(2, available_from=time(5), available_to=time(6))
    plan = make_plan(campaign, office, day)
    assert set(plan.planned_visits.values_list("left_out", flat=True)) == {"NO_WINDOW"}
