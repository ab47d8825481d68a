"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from outreach.starting import refuse_half_configured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.settings")
application = get_wsgi_application()
refuse_half_configured()
