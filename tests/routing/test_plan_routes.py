"""`manage.py plan_routes` and `run_worker`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outreach.routing import solving
from outreach.routing.models import Plan
from outreach.routing.planning import make_plan
from outreach.visits.models import Visit


def plan_routes(day, *more, campaign="eastside-fall"):
    out = StringIO()
    options = ["--campaign", campaign, "--date", str(day), "--seconds", "0.3", *more]
    call_command("plan_routes", *options, stdout=out)
    return out.getvalue()


def test_it_prints_teams_and_who_is_left_out(day, team, enroll, lost_address):
    enroll(3)
    enroll(1, address=lost_address)
    out = plan_routes(day)
    assert f"hartford {day}: Draft" in out
    assert "Route B" in out
    assert "3 doors" in out
    assert "left out: No usable coordinates    1" in out


def test_it_plans_a_draft_again_and_publishes(day, draft, enroll):
    enroll(1)
    assert "Published" in plan_routes(day, "--publish", "--office", "hartford", "--seed", "7")
    assert Visit.objects.count() == 7
    with pytest.raises(CommandError, match=r"hartford: At .* this plan was published"):
        plan_routes(day)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"campaign": "nothing"}, "There is no campaign nothing"),
        ({"more": ["--office", "denver"]}, "Its offices: hartford"),
        ({"more": ["--seed", "-1"]}, "--seed"),
        ({"more": ["--seed", str(2**32)]}, "--seed"),
        ({"more": ["--seconds", "0"]}, "--seconds"),
        ({"more": ["--seconds", "nan"]}, "--seconds"),
        ({}, "hartford: No team of Hartford"),
    ],
)
def test_it_ends_with_the_reason(day, campaign, options, words):
    with pytest.raises(CommandError, match=words):
        plan_routes(day, *options.get("more", []), campaign=options.get("campaign", campaign.slug))
    assert not Plan.objects.exists()


def test_one_that_is_broken_off_says_so_on_the_plan(day, draft, monkeypatch):
    def break_off(*_day):
        raise KeyboardInterrupt

    monkeypatch.setattr(solving, "solve", break_off)
    with pytest.raises(KeyboardInterrupt):
        plan_routes(day)
    draft.refresh_from_db()
    assert draft.status == Plan.Status.FAILED
    assert "Plan the day again" in draft.message


@pytest.mark.parametrize("date", ["2026-02-30", "tomorrow"])
def test_it_refuses_what_is_no_day(campaign, date):
    with pytest.raises(CommandError, match="--date"):
        plan_routes(date)


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_the_plans_that_wait(settings, campaign, office, day, team, enroll):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    enroll(2)
    plan = make_plan(campaign, office, day)
    assert plan.status == Plan.Status.WAITING
    call_command("run_worker", "--batch", "--no-startup-delay", verbosity=0)
    plan.refresh_from_db()
    assert plan.status == Plan.Status.DRAFT
