"""Refusing to serve with half of what protects people, whatever server runs the application."""

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured


def refuse_half_configured() -> None:
    """Raise ImproperlyConfigured, naming everything, where a system check finds an error.

    `manage.py` asks the same by itself before it does anything; a web server does not.
    """
    if not settings.PRODUCTION:
        return
    serious = [found for found in run_checks() if found.is_serious()]
    if serious:
        raise ImproperlyConfigured("\n".join(map(str, serious)))
