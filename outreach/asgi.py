"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from outreach.starting import refuse_half_configured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")
application = get_asgi_application()
refuse_half_configured()
