from django.urls import path

from outreach.campaigns.views import campaigns, fragments, people, scripts, status, teams

app_name = "campaigns"
# A campaign's address is never one of the fixed ones: see slugs.py.
urlpatterns = [
    path("", campaigns.campaigns, name="campaigns"),
    path("new/", campaigns.new_campaign, name="new_campaign"),
    path("board/", fragments.board, name="board"),
    path("mine/", fragments.my_teams, name="my_teams"),
    path("of/<slug:code>/", fragments.of_contact, name="of_contact"),
    path("<slug:slug>/", campaigns.campaign, name="campaign"),
    path("<slug:slug>/edit/", campaigns.edit_campaign, name="edit_campaign"),
    path("<slug:slug>/start/", status.start_campaign, name="start_campaign"),
    path("<slug:slug>/close/", status.close_campaign, name="close_campaign"),
    path("<slug:slug>/scripts/", scripts.edit_scripts, name="edit_scripts"),
    path("<slug:slug>/enroll/", people.enroll, name="enroll"),
    path("<slug:slug>/enrollments/", people.enrollments, name="enrollments"),
    path("<slug:slug>/teams/new/", teams.new_team, name="new_team"),
    path("<slug:slug>/teams/<slug:code>/", teams.edit_team, name="edit_team"),
]
