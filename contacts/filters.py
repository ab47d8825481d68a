"""Narrowing the list of contacts by what is not personal; it may therefore stand in addresses."""

from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.db.models import Count
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.chips import CHIPS
from contacts.lists import lists_visible_to
from contacts.models import (
    Contact,
    Language,
    LeadImport,
    LeadImportRow,
    Office,
    Priority,
    ReviewFlag,
)
from contacts.querysets import ContactQuerySet


def _offices(request: Any) -> Any:
    return Office.objects.filter(staff=request.user)


def _lists(request: Any) -> Any:
    return lists_visible_to(request.user)


class ContactFilter(django_filters.FilterSet):
    """The filters of the contacts page. A value that is not offered is ignored."""

    show = django_filters.ChoiceFilter(
        method="in_chip", choices=lambda: [(chip.code, chip.label) for chip in CHIPS]
    )
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=Priority.choices)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=Language.choices)
    flag = django_filters.ChoiceFilter(
        label=_("What to review"), choices=ReviewFlag.Problem.choices, method="with_flag"
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=_offices, to_field_name="code"
    )
    created_by = django_filters.ModelChoiceFilter(
        field_name="lead_import", queryset=_lists, to_field_name="code"
    )
    updated_by = django_filters.ModelChoiceFilter(
        queryset=_lists, to_field_name="code", method="changed_by_list"
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def in_chip(self, queryset: ContactQuerySet, _name: str, code: str) -> ContactQuerySet:
        """Keep those whom the counted list of that code holds."""
        return queryset.filter(next(chip.condition() for chip in CHIPS if chip.code == code))

    def with_flag(self, queryset: ContactQuerySet, _name: str, problem: str) -> ContactQuerySet:
        """Keep those who carry this review flag."""
        return queryset.filter(review_flags__problem=problem)

    def changed_by_list(
        self, queryset: ContactQuerySet, _name: str, lead_import: LeadImport
    ) -> ContactQuerySet:
        """Keep those whom this list found known and added something to."""
        rows = lead_import.rows.filter(outcome=LeadImportRow.Outcome.UPDATED)
        return queryset.filter(pk__in=rows.values("match"))


@dataclass(frozen=True)
class Link:
    """A filter as a link: where it leads, its words, and whether it is on."""

    query: str
    label: str | Promise
    chosen: bool = False
    count: int | None = None


@dataclass
class Group:
    """The links of one filter, of which one can be on."""

    label: str | Promise
    links: list[Link] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        """Whether one of them is on."""
        return any(link.chosen for link in self.links)


def counted_links(people: ContactQuerySet, chosen: QueryDict) -> list[Link]:
    """Return the counted lists of these people, all counted in one query."""
    counts = people.aggregate(
        all=Count("pk"),
        **{f"n{i}": Count("pk", filter=chip.condition()) for i, chip in enumerate(CHIPS)},
    )
    on = chosen.get("show", "")
    everyone = Link("?", _("All"), not any(chosen.values()), counts["all"])
    return [
        everyone,
        *(
            Link(_query(chosen, "show", chip.code), chip.label, chip.code == on, counts[f"n{i}"])
            for i, chip in enumerate(CHIPS)
        ),
    ]


def filter_groups(filters: ContactFilter, offices: list[Office]) -> list[Group]:
    """Return the other filters as groups of links; offices only where there are several."""
    groups = [_group(filters, name) for name in ("priority", "language", "flag")]
    if len(offices) > 1:
        choices = [(office.code, office.name) for office in offices]
        groups.insert(0, _group(filters, "office", choices))
    return groups


def _group(filters: ContactFilter, name: str, choices: Any = None) -> Group:
    found = filters.filters[name]
    on = filters.data.get(name, "")
    return Group(
        found.label,
        [
            Link(_query(filters.data, name, str(value)), label, str(value) == on)
            for value, label in choices or found.extra["choices"]
        ],
    )


def _query(chosen: QueryDict, name: str, value: str) -> str:
    """Return the address's query with this filter turned on, or off where it is on."""
    query = chosen.copy()
    query.pop("page", None)
    if query.get(name) == value:
        del query[name]
    else:
        query[name] = value
    return f"?{query.urlencode()}"
