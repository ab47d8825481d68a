"""Whatever breaks, a log tells where, and not with whose name."""

import logging
import sys

from django.conf import settings

from outreach.logs import CodesOnlyFormatter


def _broken() -> logging.LogRecord:
    try:
        try:
            int("asoR"[::-1])
        except ValueError as error:
            raise LookupError(str(error).upper()) from error
    except LookupError:
        told = sys.exc_info()
    return logging.LogRecord("x", logging.ERROR, __file__, 1, "It broke", (), told)


def test_an_error_is_told_by_its_kind_and_place_only():
    told = CodesOnlyFormatter().format(_broken())
    assert "It broke" in told
    assert "test_logs.py" in told
    assert "LookupError" in told
    assert "ValueError" in told
    assert "rosa" not in told.lower()
    assert "invalid literal" not in told.lower()


def test_every_handler_writes_so():
    handlers = settings.LOGGING["handlers"].values()
    assert handlers
    assert {handler["formatter"] for handler in handlers} == {"codes_only"}


def test_the_carriers_library_does_not_quote_its_requests():
    quiet = [settings.LOGGING["loggers"][name]["level"] for name in ("twilio", "urllib3")]
    assert quiet == ["WARNING", "WARNING"]
