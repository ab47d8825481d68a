"""Which office a row belongs to: the one that it names, or the import, or its postal code."""

from functools import cache

from contacts.models import LeadImport, Office, PostalArea
from contacts.parsing import normalise

SHORTEST_PREFIX, LONGEST_PREFIX = 3, 5


class OfficeChooser:
    """Chooses offices for the rows of one import; reads the offices once."""

    def __init__(self, lead_import: LeadImport) -> None:
        offices = list(Office.objects.all())
        self.codes = {office.pk: office.code for office in offices}
        self._by_name = {normalise(office.name): office.pk for office in offices}
        self._by_name |= {normalise(office.code): office.pk for office in offices}
        self._named = lead_import.office_id
        self._by_prefix = dict(PostalArea.objects.values_list("prefix", "office_id"))
        self.choose = cache(self._choose)

    def _choose(self, name: str, postal_code: str) -> int | None:
        """Return the office's id, or None where `name` is unknown or nothing covers the code."""
        if name:
            return self._by_name.get(normalise(name))
        return self._named or self._covering(postal_code)

    def _covering(self, postal_code: str) -> int | None:
        for length in range(LONGEST_PREFIX, SHORTEST_PREFIX - 1, -1):
            if postal_code[:length] in self._by_prefix:
                return self._by_prefix[postal_code[:length]]
        return None
