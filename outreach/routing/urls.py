from django.urls import path

from outreach.routing import converters as converters
from outreach.routing.views import comparing, deeds, listing, showing

app_name = "routing"
DAY = "campaigns/<slug:slug>/plans/<day:day>/"
urlpatterns = [
    path("plans/board/", listing.board_plans, name="board_plans"),
    path("campaigns/<slug:slug>/plans/", listing.plans, name="plans"),
    path(DAY, showing.plan, name="plan"),
    path(f"{DAY}progress/", showing.plan_progress, name="plan_progress"),
    path(f"{DAY}pulse/", showing.plan_pulse, name="plan_pulse"),
    path(f"{DAY}again/", deeds.again, name="plan_again"),
    path(f"{DAY}rest/", deeds.rest, name="plan_rest"),
    path(f"{DAY}cancel/", deeds.cancel, name="cancel_search"),
    path(f"{DAY}publish/", deeds.publish, name="publish_plan"),
    path(f"{DAY}unpublish/", deeds.unpublish, name="unpublish_plan"),
    path(f"{DAY}move/", deeds.move, name="move_visits"),
    path(f"{DAY}try/", deeds.try_it, name="try_move"),
    path(f"{DAY}split/", deeds.split, name="split_visits"),
    path(f"{DAY}pin/", deeds.pin, name="pin_visits"),
    path(f"{DAY}undo/", deeds.undo_it, name="undo_move"),
    path(f"{DAY}compare/", comparing.compare, name="compare_plans"),
    path(f"{DAY}take-up/", comparing.take_up, name="take_up"),
    path(f"{DAY}sheets/", showing.all_sheets, name="all_sheets"),
    path(f"{DAY}<slug:code>/sheet/", showing.route_sheet, name="route_sheet"),
]
