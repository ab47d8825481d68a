from django.urls import path

from outreach.accounts.views import own, people

app_name = "accounts"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("board/", own.board, name="board"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<slug:code>/", people.person, name="person"),
    path("people/<slug:code>/password-link/", people.password_link, name="password_link"),
    path("people/<slug:code>/switch-off/", people.switch_off, name="switch_off"),
    path("people/<slug:code>/switch-on/", people.switch_on, name="switch_on"),
]
