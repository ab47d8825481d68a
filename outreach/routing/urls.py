from django.urls import path

from outreach.routing import converters as converters
from outreach.routing import views

app_name = "routing"
DAY = "campaigns/<slug:slug>/plans/<day:day>/"
urlpatterns = [
    path("plans/board/", views.board_plans, name="board_plans"),
    path("campaigns/<slug:slug>/plans/", views.plans, name="plans"),
    path(DAY, views.plan, name="plan"),
    path(f"{DAY}progress/", views.plan_progress, name="plan_progress"),
    path(f"{DAY}again/", views.plan_again, name="plan_again"),
    path(f"{DAY}publish/", views.publish, name="publish_plan"),
    path(f"{DAY}move/", views.move, name="move_visits"),
    path(f"{DAY}<slug:code>/sheet/", views.route_sheet, name="route_sheet"),
]
