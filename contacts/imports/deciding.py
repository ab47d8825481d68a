"""What a coordinator decides about a row that may be someone already known."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.imports import sql
from contacts.imports.cells import CellPicker
from contacts.imports.known import Known
from contacts.imports.matching import Outcome, check_not_barred, check_not_stopped
from contacts.imports.merging import Merge
from contacts.imports.offices import OfficeChooser
from contacts.imports.outcomes import ASKED, ImportRefused, RowRefused
from contacts.imports.people import Person
from contacts.imports.rows import Lead, RowReader
from contacts.imports.running import tell_campaign
from contacts.imports.working import Chunk, Work
from contacts.imports.writing import Writer
from contacts.models import LeadImport, LeadImportRow


@transaction.atomic
def decide_row(row: LeadImportRow, same_person: bool, user: Any) -> LeadImportRow:
    """Merge an asked row into `row.match`, or add it as another person; the row remembers which.

    Deciding again what is decided changes nothing. Raises ImportRefused where the row can no
    longer be used (the person was stopped, the match is gone).
    """
    sql.lock_imports()
    row = LeadImportRow.objects.select_for_update().get(pk=row.pk)
    if row.outcome != Outcome.ASKED:
        return row
    lead_import = LeadImport.objects.select_for_update().get(pk=row.lead_import_id)
    try:
        person = _Decision(lead_import, row).carry_out(same_person)
    except RowRefused as refused:
        raise ImportRefused(" ".join(why for _column, _value, why in refused.reasons)) from refused
    tell_campaign(lead_import, [person.id], user)
    return row


class _Decision:
    """One row decided: the same steps as in an import, for a chunk of one."""

    def __init__(self, lead_import: LeadImport, row: LeadImportRow) -> None:
        self._lead_import, self._row = lead_import, row
        columns = list(row.cells)
        mapping = {c: lead_import.columns.get(c, "") for c in columns}
        reader = RowReader(CellPicker(columns, mapping), OfficeChooser(lead_import))
        self._lead: Lead = reader.read(list(row.cells.values()))
        self._known, self._chunk = Known(lead_import.pk), Chunk()
        self._known.load([self._lead])
        self._work = Work(reader, self._known, lambda chunk: None, lead_import.overwrite)

    def carry_out(self, same_person: bool) -> Person:
        check_not_barred(self._lead, self._known)
        known = self._match() if same_person else self._known.people.get(self._lead.identity_key)
        done = Merge()
        if known is None:
            known = self._work.create(self._lead, self._chunk)
        else:
            check_not_stopped(known)
            done = self._work.merge(self._row.number, self._lead, known, self._chunk)
        Writer(self._lead_import).write(self._chunk.new, self._chunk.known)
        self._remember(known, same_person, done)
        return known

    def _match(self) -> Person:
        person = self._known.person(self._row.match_id) if self._row.match_id else None
        if person is None:
            raise ImportRefused(_("The contact that this row was compared with is gone."))
        return person

    def _remember(self, person: Person, same_person: bool, done: Merge) -> None:
        """Note the decision. The cells go: the contact holds now what was wanted of them."""
        self._row.outcome = Outcome.MERGED if same_person else Outcome.ADDED
        self._row.match_id, self._row.cells, self._row.changes = person.id, {}, done.changes
        self._row.save(update_fields=["outcome", "match", "cells", "changes"])
        counts = self._lead_import.counts
        counts[ASKED] = max(0, counts.get(ASKED, 0) - 1)
        self._lead_import.save(update_fields=["counts"])
