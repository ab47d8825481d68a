"""Doorstep's addresses, and some that fail."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from outreach.urls import urlpatterns as ours

SECRET_WORDS = "Rosa Delgado, 12 Elm Street"


def _raising(error):
    def view(_request):
        raise error

    return view


urlpatterns = [
    path("fails/500/", _raising(ZeroDivisionError(SECRET_WORDS))),
    path("fails/403/", _raising(PermissionDenied(SECRET_WORDS))),
    path("fails/400/", _raising(SuspiciousOperation(SECRET_WORDS))),
    *ours,
]
