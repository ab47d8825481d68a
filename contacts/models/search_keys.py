"""The keyed hashes by which people and doors are found although their words are encrypted."""

from django.db import models

from contacts.models.people import Address, Contact


class NameKey(models.Model):
    """One word of a person's name."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=32, db_index=True)

    class Meta:
        verbose_name = "key of a name"
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="name_key_once")]

    def __str__(self) -> str:
        return self.key


class StreetKey(models.Model):
    """One word of a street."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="street_keys")
    key = models.CharField(max_length=32, db_index=True)

    class Meta:
        verbose_name = "key of a street"
        constraints = [models.UniqueConstraint(fields=["address", "key"], name="street_key_once")]

    def __str__(self) -> str:
        return self.key
