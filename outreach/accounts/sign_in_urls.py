"""allauth's addresses, less those of what Doorstep does not offer; the first match wins."""

from django.urls import include, path, re_path

from outreach.accounts.views.sign_in import forgotten_password, nothing_here

urlpatterns = [
    path("password/reset/", forgotten_password, name="account_reset_password"),
    path("password/reset/done/", nothing_here, name="account_reset_password_done"),
    path("password/set/", nothing_here, name="account_set_password"),
    path("signup/", nothing_here, name="account_signup"),
    path("email/", nothing_here, name="account_email"),
    path("confirm-email/", nothing_here, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", nothing_here, name="account_confirm_email"),
    path("login/code/confirm/", nothing_here, name="account_confirm_login_code"),
    path("", include("allauth.urls")),
]
