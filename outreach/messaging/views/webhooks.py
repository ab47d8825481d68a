"""What Twilio calls: a text that came in, and news of one that went out.

Nothing is believed before its signature is checked, over the address that Twilio knows, with the
account's token. A forged call learns nothing and changes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from phonenumber_field.phonenumber import to_python
from twilio.request_validator import RequestValidator

from outreach.messaging.callbacks import take_status
from outreach.messaging.incoming import take_in

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MOST_BYTES = 64 * 1024


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only what Twilio signed into a view; for everything else there is nothing here."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if _is_signed(request) else HttpResponse(status=404)

    return csrf_exempt(require_POST(checked))


def _is_signed(request: HttpRequest) -> bool:
    token, signature = settings.TWILIO_AUTH_TOKEN, request.headers.get("X-Twilio-Signature", "")
    if not token or not signature or _is_too_long(request):
        return False
    address = f"{settings.PUBLIC_URL.rstrip('/')}{request.get_full_path()}"
    try:
        return bool(RequestValidator(token).validate(address, request.POST, signature))
    except (TypeError, ValueError, UnicodeError):
        return False


def _is_too_long(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > MOST_BYTES


@signed
def inbound(request: HttpRequest) -> HttpResponse:
    """Keep a text that someone sent us. The same one again changes nothing."""
    number = to_python(request.POST.get("From", ""), region="US")
    provider_id = request.POST.get("MessageSid", "")[:40]
    if provider_id and number and number.is_valid():
        take_in(
            provider_id,
            number.as_e164,
            request.POST.get("Body", "").replace("\0", ""),
            timezone.now(),
            request.POST.get("OptOutType", ""),
        )
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


@signed
def status(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """Write down what became of a text."""
    take_status(
        text_id,
        request.POST.get("MessageSid", "")[:40],
        request.POST.get("MessageStatus", ""),
        request.POST.get("ErrorCode", "").strip("0") and request.POST["ErrorCode"][:24],
    )
    return HttpResponse(status=204)
