"""allauth's addresses, less those of what Doorstep does not offer; the first match wins."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from outreach.accounts.views.second_factor import PasskeyAgainView, RemovePasskeyView
from outreach.accounts.views.sign_in import forgotten_password, nothing_here
from outreach.accounts.views.single_sign_on import come_back_from_provider, leave_for_provider

urlpatterns = [
    path("password/reset/", forgotten_password, name="account_reset_password"),
    path("password/reset/done/", nothing_here, name="account_reset_password_done"),
    path("password/set/", nothing_here, name="account_set_password"),
    path("signup/", nothing_here, name="account_signup"),
    path("email/", nothing_here, name="account_email"),
    path("confirm-email/", nothing_here, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", nothing_here, name="account_confirm_email"),
    path("login/code/confirm/", nothing_here, name="account_confirm_login_code"),
    # Recovery codes are for paper: a file of them would stay behind on a shared computer.
    path("2fa/recovery-codes/download/", nothing_here, name="mfa_download_recovery_codes"),
    # The page with one's passkeys is the one with all second factors.
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    # Nobody connects another account to theirs; allauth names these addresses all the same.
    path("3rdparty/login/cancelled/", nothing_here, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", nothing_here, name="socialaccount_login_error"),
    path("3rdparty/signup/", nothing_here, name="socialaccount_signup"),
    path("3rdparty/", nothing_here, name="socialaccount_connections"),
    path(
        "2fa/webauthn/reauthenticate/",
        login_required(PasskeyAgainView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
    path("oidc/<slug:provider_id>/login/", leave_for_provider, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        come_back_from_provider,
        name="openid_connect_callback",
    ),
]
