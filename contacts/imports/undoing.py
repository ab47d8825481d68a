"""Taking a whole import back while nothing depends on it.

What is taken back: the people it created, with their phones and flags, the doors that nobody else
lives behind, and what it filled in for people known before, unless someone changed that since.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from contacts.imports import sql
from contacts.imports.outcomes import UndoRefused
from contacts.imports.restoring import remove_empty_doors, restore
from contacts.models import Contact, LeadImport, LeadImportRow
from contacts.signals import import_undone

CHUNK = 500


@transaction.atomic
def undo_import(lead_import: LeadImport) -> None:
    """Remove what the import created and put back what it filled in, or raise UndoRefused."""
    sql.lock_imports()
    lead_import.refresh_from_db(from_queryset=LeadImport.objects.select_for_update())
    if lead_import.status != LeadImport.Status.DONE:
        raise UndoRefused(_("Only an import that is done can be undone."))
    created = list(lead_import.created_contacts.values_list("pk", flat=True))
    import_undone.send(LeadImport, lead_import=lead_import, contact_ids=created)
    _check_nothing_depends(lead_import)
    for row in (
        lead_import.rows.exclude(changes={}).select_related("match__address").order_by("-number")
    ):
        restore(row)
    for start in range(0, len(created), CHUNK):
        _remove(created[start : start + CHUNK])
    lead_import.rows.all().delete()
    lead_import.status = LeadImport.Status.UNDONE
    lead_import.save(update_fields=["status"])


def _check_nothing_depends(lead_import: LeadImport) -> None:
    created = Contact.objects.filter(lead_import=lead_import)
    held = [
        _told(relation.related_model, _holders(relation, lead_import).count())
        for relation in Contact._meta.related_objects
        if relation.on_delete is models.PROTECT
    ]
    stopped = created.exclude(stopped="").count()
    told = _("%(count)d of its contacts must not be contacted") % {"count": stopped}
    later = LeadImportRow.objects.filter(match__in=created).exclude(lead_import=lead_import)
    held += [told if stopped else "", _told(LeadImportRow, later.count())]
    if any(held):
        message = _("This import cannot be undone, because others rely on it: %(what)s.")
        raise UndoRefused(message % {"what": ", ".join(filter(None, held))})


def _holders(relation: Any, lead_import: LeadImport) -> Any:
    """Return the records of one kind that hold on to contacts that the import created."""
    holders = relation.related_model._base_manager
    return holders.filter(**{f"{relation.field.name}__lead_import": lead_import})


def _told(model: Any, count: int) -> str:
    names = model._meta
    return f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}" * bool(
        count
    )


def _remove(contact_ids: list[int]) -> None:
    contacts = Contact.objects.filter(pk__in=contact_ids)
    doors = list(contacts.exclude(address=None).values_list("address_id", flat=True).distinct())
    contacts.delete()
    remove_empty_doors(doors)
