"""How a request is sent elsewhere in a way that what asked can understand."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a program asks: the phone's sync, or whatever sends or accepts JSON only."""
    return (
        request.path.startswith("/sync/")
        or request.content_type == "application/json"
        or request.headers.get("Accept", "").startswith("application/json")
    )


def is_page(request: HttpRequest) -> bool:
    """Tell whether a browser asks for a whole page."""
    asked: Any = request
    return not (asked.htmx or wants_json(request))


def turn_away(request: HttpRequest, address: str, code: str, words: str) -> HttpResponse:
    """Lead to the address: a page by redirect, htmx by its header, a program by 403 and the code.

    The way back is kept in `next` where the request can be repeated.
    """
    asked: Any = request
    if wants_json(request):
        return JsonResponse({"error": words, "code": code}, status=403)
    if asked.htmx:
        here = asked.htmx.current_url_abs_path or ""
        return HttpResponse(status=403, headers={"HX-Redirect": _with_next(address, here)})
    here = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(_with_next(address, here))


def _with_next(address: str, here: str) -> str:
    return f"{address}?{urlencode({'next': here})}" if here else address
