"""Refusing what is too large before any of it is read."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

# What the other fields of a form and the borders between its parts may add.
FRAME_BYTES = 1024 * 1024


def is_too_large(request: HttpRequest) -> bool:
    """Say whether the request announces more than a list may have. Nothing of it is read.

    A server reads no more than was announced, so nobody gains by announcing less.
    """
    return _announced(request.META) > int(settings.LEAD_FILE_MAX_BYTES) + FRAME_BYTES


def _announced(meta: dict[str, Any]) -> int:
    try:
        return int(meta.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class LimitedUploadHandler(MemoryFileUploadHandler):
    """Stops every upload that is too large at its first byte, and keeps the others in memory.

    Django would write the larger ones to the disk, in plain, where they stay if it is killed.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig (answered with 400) by the announced size."""
        if content_length > settings.LEAD_FILE_MAX_BYTES + FRAME_BYTES:
            raise RequestDataTooBig("The upload is larger than LEAD_FILE_MAX_BYTES allows.")
        self.activated = True
