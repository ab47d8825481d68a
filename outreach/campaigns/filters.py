"""Choosing whom to enroll by what is not personal; it may therefore stand in addresses."""

from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from contacts.lists import lists_visible_to
from contacts.models import Contact, Language, LeadImport, Office, Priority
from contacts.querysets import ContactQuerySet
from outreach.campaigns.models import Enrollment


class _LeadListField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: LeadImport) -> str:
        return f"{obj.file_name}, {date_format(obj.uploaded_at, 'SHORT_DATE_FORMAT')}"


class _LeadListFilter(django_filters.ModelChoiceFilter):
    field_class = _LeadListField


def _lists(request: Any) -> Any:
    return lists_visible_to(request.user).filter(status=LeadImport.Status.DONE)


def _offices(request: Any) -> Any:
    return Office.objects.filter(staff=request.user)


class EnrollFilter(django_filters.FilterSet):
    """Narrows the people whom a campaign could enroll."""

    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=_offices, to_field_name="code", empty_label=_("Any")
    )
    priority = django_filters.ChoiceFilter(
        label=_("Priority"), choices=Priority.choices, empty_label=_("Any")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=Language.choices, empty_label=_("Any")
    )
    postal_code = django_filters.CharFilter(
        label=_("ZIP code or its beginning"),
        field_name="address__postal_code",
        lookup_expr="startswith",
        validators=[RegexValidator(r"^[0-9]{1,5}$", _("One to five digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"}),
    )
    lead_list = _LeadListFilter(
        label=_("Imported list"),
        queryset=_lists,
        to_field_name="code",
        method="named_by_list",
        empty_label=_("Any"),
    )
    no_place = django_filters.BooleanFilter(
        label=_("Only without coordinates"), widget=forms.CheckboxInput, method="without_place"
    )
    nowhere = django_filters.BooleanFilter(
        label=_("Only those in no campaign yet"),
        widget=forms.CheckboxInput,
        method="enrolled_nowhere",
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def named_by_list(
        self, queryset: ContactQuerySet, _name: str, lead_list: LeadImport
    ) -> ContactQuerySet:
        """Keep those whom this list brought in, or found known and said something about."""
        matches = lead_list.rows.exclude(match=None).values("match")
        return queryset.filter(Q(lead_import=lead_list) | Q(pk__in=matches))

    def without_place(self, queryset: ContactQuerySet, _name: str, only: bool) -> ContactQuerySet:
        """Keep those who cannot be placed on the map."""
        missing = Q(address=None) | Q(address__latitude=None)
        return queryset.filter(missing) if only else queryset

    def enrolled_nowhere(
        self, queryset: ContactQuerySet, _name: str, only: bool
    ) -> ContactQuerySet:
        """Keep those whom no campaign has enrolled."""
        enrolled = Exists(Enrollment.objects.filter(contact=OuterRef("pk")))
        return queryset.filter(~enrolled) if only else queryset
