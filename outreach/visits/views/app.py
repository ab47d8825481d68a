"""The agent's app: its page, its service worker, its manifest. None of them holds anyone's data."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.csp import build_policy
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from contacts.access import require
from outreach.visits.clients import NEWEST
from outreach.visits.shell import digest, shell, static_addresses


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """Lead to the app in the language that is asked for."""
    return redirect("visits:app_in", translation.get_language() or settings.LANGUAGE_CODE)


@require_safe
@gzip_page
def app_in(request: HttpRequest, language: str) -> HttpResponse:
    """Show the app: an empty frame that the phone fills with what it keeps."""
    known = dict(settings.LANGUAGES)
    return HttpResponse(shell(language if language in known else settings.LANGUAGE_CODE))


@require_safe
@gzip_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker, with the app's page in it: the phone then opens it without asking."""
    languages = [code for code, _label in settings.LANGUAGES]
    told = {
        "release": digest(),
        "files": static_addresses(),
        "shells": {code: shell(code) for code in languages},
        "policy": request_policy(),
    }
    script = render_to_string("visits/app/sw.js", {"told": json.dumps(told)})
    return HttpResponse(script, content_type="text/javascript")


def request_policy() -> str:
    """Return the content security policy, for the pages that the worker answers itself."""
    policy: Any = settings.SECURE_CSP
    return build_policy(policy)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how a phone installs the app. Its name and picture say nothing of what it is for."""
    drawn = [
        {"src": static("doorstep/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(f"doorstep/mark-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png"}
            for n in (192, 512)
        ),
    ]
    told = {
        "id": "/app/",
        "name": "Doorstep",
        "short_name": "Doorstep",
        "description": _("Today's doors"),
        "start_url": "/app/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f4",
        "theme_color": "#0b5c4d",
        "icons": [icon | {"purpose": purpose} for icon in drawn for purpose in ("any", "maskable")],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@require("visits.log_visit")
def app_session(request: HttpRequest) -> JsonResponse:
    """Give the app what a form would have in it: the token with which it may write."""
    return JsonResponse({"csrf": get_token(request), "client": NEWEST})
