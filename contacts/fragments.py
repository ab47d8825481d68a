"""Parts of other pages; each is a page of its own where its address is opened alone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render


def render_fragment(request: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    """Draw the template's partial `part` alone for htmx, the whole template for anyone else."""
    return render(request, f"{template}#part" if request.htmx else template, context)
