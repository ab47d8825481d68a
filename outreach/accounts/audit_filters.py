"""Narrowing the audit, and turning its pages although it may be huge."""

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outreach.accounts.audit_words import DEEDS
from outreach.accounts.models import AuditEntry, User

ROWS = 50
# No longer than the largest key that a database holds.
_ROW = re.compile(r"[0-9]{1,18}")


class AuditFilter(django_filters.FilterSet):
    """By who, whose code, what and when."""

    who = django_filters.ModelChoiceFilter(
        field_name="actor",
        to_field_name="code",
        label=_("Who"),
        queryset=User.objects.order_by("first_name", "last_name", "pk"),
    )
    # The form stands in the address, so the browser is told to send codes only: no name has a place
    # there, and none would be found.
    code = django_filters.CharFilter(
        method="about",
        label=_("Code of a person or campaign"),
        widget=forms.TextInput(
            attrs={"pattern": "[a-z0-9\\-]+", "maxlength": "60", "autocapitalize": "none"}
        ),
    )
    deed = django_filters.ChoiceFilter(
        field_name="additional_data__deed", label=_("What"), choices=list(DEEDS.items())
    )
    since = django_filters.DateFilter(
        field_name="timestamp",
        lookup_expr="date__gte",
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="timestamp",
        lookup_expr="date__lte",
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def about(self, entries: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Keep the entries about that code, alone or in a list."""
        among = Q(additional_data__contacts__icontains=code.strip())
        return entries.filter(Q(object_repr=code.strip()) | among)


def one_page(entries: QuerySet[Any], before: str) -> tuple[list[AuditEntry], int | None]:
    """Return the newest entries older than row `before`, and from where the next page goes on.

    By the key, not by counting rows: the thousandth page costs what the first does.
    """
    if _ROW.fullmatch(before):
        entries = entries.filter(pk__lt=int(before))
    found = list(entries.select_related("actor").order_by("-pk")[: ROWS + 1])
    return found[:ROWS], found[ROWS - 1].pk if len(found) > ROWS else None
