from django.urls import path

from outreach.visits.sync import sync_events
from outreach.visits.views import agent, building, logging, office

app_name = "visits"
urlpatterns = [
    path("today/", agent.today, name="today"),
    path("visits/questions/", office.questions, name="questions"),
    *(
        path(
            f"visits/questions/{kind}/<{converter}:key>/",
            office.decide_question,
            {"kind": kind},
            name=f"decide_{kind}",
        )
        for kind, converter in [("set_aside", "uuid"), ("requests", "uuid"), ("conflicts", "int")]
    ),
    path("visits/board/", office.board, name="board"),
    path("visits/of/<slug:code>/", office.of_contact, name="of_contact"),
    path("visits/building/", building.log_building, name="log_building"),
    path("visits/building/undo/", building.undo_building, name="undo_building"),
    path("visits/<slug:code>/", agent.visit, name="visit"),
    path("visits/<slug:code>/log/", logging.log_visit, name="log_visit"),
    path("visits/<slug:code>/undo/", logging.undo_log, name="undo_log"),
    path("visits/<slug:code>/ask/", logging.ask_coordinator, name="ask_coordinator"),
    path("sync/events/", sync_events, name="sync_events"),
]
