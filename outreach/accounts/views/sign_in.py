"""What stands where allauth offers something that Doorstep does not."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Say how to get back in: no e-mail is sent, an administrator hands over a link."""
    return render(request, "account/password_reset.html")


def nothing_here(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Close an address of allauth: nobody signs up or changes an e-mail address by themselves."""
    raise Http404
