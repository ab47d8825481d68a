"""Every address of Doorstep, by app."""

from django.urls import include, path

from outreach import health
from outreach.accounts.views.own import start
from outreach.privacy.views.dictionary import data_dictionary

urlpatterns = [
    path("", start, name="start"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("accounts/", include("outreach.accounts.sign_in_urls")),
    path("", include("outreach.accounts.urls")),
    path("contacts/", include("contacts.urls")),
    path("", include("outreach.routing.urls")),
    path("campaigns/", include("outreach.campaigns.urls")),
    path("", include("outreach.visits.urls")),
    path("", include("outreach.messaging.urls")),
    path("", include("outreach.referrals.urls")),
    path("resources/", include("outreach.referrals.resource_urls")),
    path("data-dictionary/", data_dictionary, name="data_dictionary"),
    path("privacy/", include("outreach.privacy.urls")),
    path("statistics/", include("outreach.statistics.urls")),
]
