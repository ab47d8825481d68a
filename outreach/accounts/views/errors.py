"""The answer to a form that did not come from Doorstep's own page.

The other error pages are templates that Django finds by their names: 400, 403, 404 and 500.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from outreach.accounts.answers import wants_json


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: a program with a code, a person with a page. Django's reason is for its log."""
    if wants_json(request):
        error = _("The form's token is missing or old. Load the page again.")
        return JsonResponse({"error": error, "code": "csrf"}, status=403)
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
