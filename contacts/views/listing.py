"""The list of the contacts of one's offices."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contacts.access import require
from contacts.filters import ContactFilter, counted_links, filter_groups
from contacts.forms.search import SearchForm
from contacts.looks import LIST, SEARCH, log_list_look
from contacts.models import Contact, Office
from contacts.search_limits import searches_too_often
from contacts.searching import matching
from contacts.tables import ContactTable

MOST_HITS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@require("contacts.view_contact")
def contacts(request: HttpRequest) -> HttpResponse:
    """Show the people of the user's offices, narrowed by the address and by what was posted."""
    people = Contact.objects.visible_to(request.user)
    # `require` let nobody in who is not signed in.
    offices = list(Office.objects.filter(staff=request.user))  # type: ignore[misc]
    search = SearchForm(request.POST if request.method == "POST" else None)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    if words and searches_too_often(request.user, timezone.now()):
        return render(request, "429.html", status=429)
    filters = ContactFilter(request.GET, people, request=request)
    found = filters.qs.filter(matching(words)) if not search.errors else people.none()
    too_many = bool(words) and found[: MOST_HITS + 1].count() > MOST_HITS
    table = _table(request, people.none() if too_many else found, len(offices))
    log_list_look([row.record for row in table.paginated_rows], SEARCH if words else LIST)
    return render(
        request,
        "contacts/contacts.html",
        {
            "table": table,
            "search": search,
            "searching": bool(words) or bool(search.errors),
            "too_many": too_many,
            "counted": counted_links(people, request.GET),
            "groups": filter_groups(filters, offices),
            "offices": offices,
        },
    )


def _table(request: HttpRequest, people: Any, offices: int) -> ContactTable:
    # No filter doubles a person: phones, flags and staff are each unique in the database.
    table = ContactTable(
        people.select_related("address", "office").prefetch_related("review_flags"),
        order_by=request.GET.getlist("sort"),
        exclude=() if offices > 1 else ("office",),
        request=request,
    )
    table.show_page(request.GET.get("page"))
    return table
