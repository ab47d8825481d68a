"""The log of who looked at whom.

A lower app says that a person was looked at by sending auditlog's own `accessed` signal, which
writes the entry at once: if it cannot be written the page is not shown. Entries hold codes only,
because `str()` of every model of a person is a code.
"""

from auditlog.registry import AuditlogModelRegistry

looks = AuditlogModelRegistry(create=False, update=False, delete=False, access=True, m2m=False)


def log_looks_at_people() -> None:
    """Start writing an entry for every `accessed` signal about a contact."""
    from contacts.models import Contact

    looks.register(Contact, include_fields=["code"])
