"""Contacts as a resource of django-import-export: its export, and its import made fast.

The stock `import_data` builds, validates and compares one instance a row, twice with its dry run,
and one bad row takes the whole list back. Here it is the importer of this package.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field
from import_export.results import Result, RowResult
from tablib import Dataset

from contacts.imports.columns import FIELDS, guess_columns
from contacts.imports.outcomes import (
    CREATED,
    DUPLICATE,
    REFUSED,
    UNCHANGED,
    UPDATED,
    ImportRefused,
    Table,
)
from contacts.imports.running import preview, run_import
from contacts.models import Contact, LeadImport, Priority
from contacts.parsing import defuse

_TOTALS = {
    CREATED: RowResult.IMPORT_TYPE_NEW,
    UPDATED: RowResult.IMPORT_TYPE_UPDATE,
    UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    DUPLICATE: RowResult.IMPORT_TYPE_SKIP,
    REFUSED: RowResult.IMPORT_TYPE_INVALID,
}


class DatasetTable(Table):
    """A tablib dataset as a list that can be imported."""

    header_number = 1

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.columns = list(dataset.headers or [])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        for number, row in enumerate(self._dataset, 2):
            cells = ["" if value is None else str(value) for value in row]
            if any(cells):
                yield number, cells


class ContactResource(resources.ModelResource):
    """Contacts with address and first phone, in the columns that the importer knows."""

    reference = Field("reference", "reference")
    first_name = Field("given_name", "first_name")
    last_name = Field("family_name", "last_name")
    street = Field("address__street", "street")
    unit = Field("address__unit", "unit")
    city = Field("address__city", "city")
    state = Field("address__state", "state")
    postal_code = Field("address__postal_code", "postal_code")
    latitude = Field("address__latitude", "latitude")
    longitude = Field("address__longitude", "longitude")
    phone = Field(column_name="phone")
    language = Field("language", "language")
    priority = Field(column_name="priority")
    available_from = Field(column_name="available_from")
    available_to = Field(column_name="available_to")
    note = Field("note", "note")
    address_note = Field("address__note", "address_note")
    office = Field("office__code", "office")

    class Meta:
        model = Contact
        fields = export_order = tuple(code for code in FIELDS if code != "name")

    def get_queryset(self) -> QuerySet[Contact]:
        """Return contacts with what is exported of them."""
        related = super().get_queryset().select_related("address", "office")
        contacts: QuerySet[Contact] = related.prefetch_related("phones")
        return contacts

    def dehydrate_phone(self, contact: Contact) -> str:
        """Return the first number with its extension."""
        phone = next(iter(contact.phones.all()), None)
        if phone is None:
            return ""
        return f"{phone.number} ext {phone.extension}" if phone.extension else str(phone.number)

    def dehydrate_priority(self, contact: Contact) -> str:
        """Return the priority's name in the lists' language."""
        return Priority(contact.priority).name.lower()

    def dehydrate_available_from(self, contact: Contact) -> str:
        """Return when the window opens, on a 24-hour clock."""
        return f"{contact.available_from:%H:%M}" if contact.available_from else ""

    def dehydrate_available_to(self, contact: Contact) -> str:
        """Return when the window closes."""
        return f"{contact.available_to:%H:%M}" if contact.available_to else ""

    def export_resource(self, instance: Contact, **kwargs: Any) -> list[str]:
        """Return one contact's cells, none of which a spreadsheet would run."""
        cells = super().export_resource(instance, **kwargs)
        return [defuse(str(cell)) if cell is not None else "" for cell in cells]

    def import_data(
        self, dataset: Dataset, dry_run: bool = False, raise_errors: bool = False, **kwargs: Any
    ) -> Result:
        """Import a dataset; `kwargs` are values of LeadImport (office, campaign, columns) and user.

        A list that cannot be used is a base error, or ImportRefused with `raise_errors`.
        """
        names = {field.name for field in LeadImport._meta.get_fields()}
        values = {name: value for name, value in kwargs.items() if name in names}
        table, result = DatasetTable(dataset), Result()
        values.setdefault("columns", guess_columns(table.columns))
        lead_import = LeadImport(file_name=kwargs.get("file_name") or "dataset", **values)
        try:
            if dry_run:
                counts = preview(lead_import, table).counts
            else:
                counts = run_import(lead_import, kwargs.get("user"), table)
        except ImportRefused as error:
            if raise_errors:
                raise
            result.append_base_error(self.get_error_result_class()(error))
            return result
        for outcome, kind in _TOTALS.items():
            result.totals[kind] += counts[outcome]
        result.total_rows = len(dataset)
        return result
