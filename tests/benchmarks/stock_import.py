"""The stock way: a ModelResource of django-import-export, with its defaults, row by row.

It validates and stores what our importer does from a clean list, in the same tables: an address,
found or made by its key; a contact, found by its identity; its phone.
"""

from typing import Any

from import_export import resources
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, IntegerWidget, TimeWidget
from tablib import Dataset

from contacts.identity import address_key, person_key, phone_key
from contacts.models import Address, Contact, Office, Phone, Priority

PRIORITIES = {label.lower(): value for value, label in Priority.choices}


class StockContactResource(resources.ModelResource):
    """A contact as the package's documentation would declare it."""

    given_name = Field("given_name", "first_name")
    family_name = Field("family_name", "last_name")
    address = Field("address", "address", ForeignKeyWidget(Address, "key"))
    office = Field("office_id", "office", IntegerWidget())
    priority = Field("priority", "priority", IntegerWidget())
    available_from = Field("available_from", "available_from", TimeWidget("%H:%M"))
    available_to = Field("available_to", "available_to", TimeWidget("%H:%M"))

    class Meta:
        model = Contact
        import_id_fields = ("identity_key",)
        fields = (
            "given_name", "family_name", "address", "office", "priority", "language",
            "available_from", "available_to", "note", "identity_key",
        )  # fmt: skip
        clean_model_instances = True

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Find the one office once, and make room for what the list does not name."""
        self.office_id = Office.objects.get().pk
        for header in ("address", "office", "identity_key"):
            dataset.append_col([""] * len(dataset), header=header)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Compute the keys and find or make the address."""
        key = address_key(row["street"], row["unit"], row["postal_code"])
        found = Address.objects.filter(key=key).first()
        if found is None:
            found = Address(
                key=key, street=row["street"], unit=row["unit"], city=row["city"],
                state=row["state"], postal_code=row["postal_code"],
                latitude=float(row["latitude"]), longitude=float(row["longitude"]),
            )  # fmt: skip
            found.full_clean()
            found.save()
        row["address"] = key
        row["office"] = self.office_id
        row["identity_key"] = person_key(row["first_name"], row["last_name"], key)
        row["priority"] = PRIORITIES[row["priority"]]

    def after_save_instance(self, instance: Contact, row: dict[str, Any], **kwargs: Any) -> None:
        """Store the phone."""
        phone = Phone(contact=instance, number=row["phone"])
        phone.key = phone_key(str(phone.number))
        phone.full_clean()
        phone.save()
