from django.urls import path

from outreach.visits.sync import sync_events
from outreach.visits.views import (
    agent,
    app,
    building,
    logging,
    office,
    phone,
    phones,
    refer,
    resources,
    wanted,
)

app_name = "visits"
urlpatterns = [
    path("app/", app.app, name="app"),
    path("app/session/", app.app_session, name="app_session"),
    path("app/<slug:language>/", app.app_in, name="app_in"),
    path("sw.js", app.service_worker, name="service_worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
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
    path("visits/wanted/", wanted.wanted, name="wanted"),
    path("visits/wanted/<slug:code>/take/", wanted.take_wanted, name="take_wanted"),
    path("visits/wanted/<slug:code>/close/", wanted.close_wanted, name="close_wanted"),
    path("visits/board/", office.board, name="board"),
    path("visits/of/<slug:code>/", office.of_contact, name="of_contact"),
    path("visits/building/", building.log_building, name="log_building"),
    path("visits/building/undo/", building.undo_building, name="undo_building"),
    path("visits/<slug:code>/", agent.visit, name="visit"),
    path("visits/<slug:code>/log/", logging.log_visit, name="log_visit"),
    path("visits/<slug:code>/refer/", refer.refer, name="refer"),
    path("visits/<slug:code>/undo/", logging.undo_log, name="undo_log"),
    path("visits/<slug:code>/ask/", logging.ask_coordinator, name="ask_coordinator"),
    path("phones/", phones.phones, name="phones"),
    path("phones/<slug:code>/revoke/", phones.revoke_phone, name="revoke_phone"),
    path("sync/caseload/", phone.sync_caseload, name="sync_caseload"),
    path("sync/device/", phone.register_device, name="register_device"),
    path("visits/<slug:code>/resources/", resources.find_resources, name="find_resources"),
    path("sync/resources/", resources.sync_resources, name="sync_resources"),
    path("sync/events/", sync_events, name="sync_events"),
]
