from django.urls import path

from outreach.accounts.views import audit, own, people, sessions

app_name = "accounts"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export_audit, name="export_audit"),
    path("me/end-sessions/", sessions.end_own, name="end_own_sessions"),
    path("board/", own.board, name="board"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<slug:code>/", people.person, name="person"),
    path("people/<slug:code>/password-link/", people.password_link, name="password_link"),
    path("people/<slug:code>/switch-off/", people.switch_off, name="switch_off"),
    path("people/<slug:code>/switch-on/", people.switch_on, name="switch_on"),
    path("people/<slug:code>/end-sessions/", sessions.end_sessions, name="end_sessions"),
    path(
        "people/<slug:code>/reset-second-factor/",
        sessions.reset_second_factor,
        name="reset_second_factor",
    ),
]
