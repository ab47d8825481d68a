"""Doorstep's settings with collected, compressed static files, for a benchmark on one machine.

The settings of a real deployment would refuse to start without HTTPS and PostgreSQL.
"""

from outreach.settings import *  # noqa: F403 - these are Django settings

DEBUG = WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "outreach.statics.Storage"},
}
