"""What every answer tells the browser, whoever made the answer."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse

# The log asks where the visit took place, passkeys and the copy button are our own; no page and
# nothing that a page might be made to load needs anything else.
_OURS = ("geolocation", "publickey-credentials-get", "publickey-credentials-create")
_NOBODYS = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb"),
)
HEADERS = {
    "Permissions-Policy": ", ".join(
        [*(f"{feature}=(self)" for feature in _OURS), *(f"{feature}=()" for feature in _NOBODYS)]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Neither a shared computer nor a proxy keeps a page that names somebody.
KEPT_NOWHERE = "no-store, private"


class HeadersMiddleware:
    """Adds to every answer what Django's own middleware do not.

    It stands first, so that it sees what the others answer themselves and what they raise. Only
    static files, the same for everyone, may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request and complete the answer."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = KEPT_NOWHERE
        return response


class NulMiddleware:
    """Refuses addresses with a NUL: no address of ours has one, and PostgreSQL stumbles over it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request. Raises SuspiciousOperation, which is answered with 400."""
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or b"\0" in unquote_to_bytes(query):
            raise SuspiciousOperation("The address holds a NUL.")
        return self.get_response(request)
