"""What Doorstep holds, for everyone to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from outreach.privacy.dictionary import dictionary


@require_safe
@cache_control(public=True, max_age=3600)
def data_dictionary(request: HttpRequest) -> HttpResponse:
    """Show every table and field; nobody has to sign in for it."""
    return render(request, "privacy/data_dictionary.html", {"parts": dictionary()})
