"""Preview and import: the same reading, cleaning and matching; only the second one writes."""

from array import array
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.imports import sql
from contacts.imports.cells import CellPicker
from contacts.imports.columns import check_columns
from contacts.imports.keeping import Keeper, pairs
from contacts.imports.known import Known
from contacts.imports.matching import Outcome
from contacts.imports.offices import OfficeChooser
from contacts.imports.outcomes import (
    COUNTS,
    ImportRefused,
    Preview,
    Problem,
    Table,
    UnknownCampaign,
    UnreadableFile,
)
from contacts.imports.rows import RowReader
from contacts.imports.samples import Samples
from contacts.imports.tables import read_table
from contacts.imports.working import Chunk, Work
from contacts.imports.writing import Writer
from contacts.models import LeadImport
from contacts.signals import campaign_wanted, contacts_imported

PROBLEMS_SHOWN = 50
# A contact entered by hand at the same moment can cost an attempt; a second such is unlikely.
ATTEMPTS = 3


def preview(
    lead_import: LeadImport,
    table: Table | None = None,
    problems: int = PROBLEMS_SHOWN,
    user: Any = None,
    keep_refused: bool = False,
) -> Preview:
    """Return what `run_import` would do now, writing nothing. `lead_import` may be unsaved.

    The list is `table`, or else the stored content. `problems` is how many are told, and
    `keep_refused` asks for the refused rows themselves. Raises ImportRefused.
    """
    table = table or stored_table(lead_import)
    check_import(lead_import, table, user)
    keeper, samples, result = Keeper(table.columns), Samples(table.columns), Preview({})
    reasons: Counter[str] = Counter()

    def tell(chunk: Chunk) -> None:
        for noted in chunk.noted:
            room = problems - len(result.problems)
            told = [Problem(noted.number, *reason, noted.outcome) for reason in noted.reasons]
            result.problems.extend(told[:room] if room > 0 else ())
            if noted.outcome != Outcome.REFUSED:
                continue
            reasons.update({problem.reason for problem in told})
            if keep_refused and noted.cells:
                result.refused.append((keeper.cells(noted.cells), pairs(noted)))

    offices = OfficeChooser(lead_import)
    work = _work(lead_import, table, offices, tell)
    work.through(samples.taken(table.rows()))
    result.header, result.samples = keeper.header, samples.values
    result.reasons = dict(reasons.most_common())
    _tell_figures(result, work, offices)
    return result


def run_import(
    lead_import: LeadImport, user: Any = None, table: Table | None = None
) -> dict[str, int]:
    """Write the list, all or nothing, empty the stored content, and return the counts.

    Importing again what is imported returns the same counts. Raises ImportRefused.
    """
    is_new = lead_import.pk is None
    for _attempt in range(ATTEMPTS):
        try:
            return _run_once(lead_import, user, table)
        except IntegrityError:
            # Someone entered one of these people while the list was read; now they are known.
            if is_new:
                lead_import.pk, lead_import._state.adding = None, True
    raise ImportRefused(_("Others are changing the same contacts just now. Try again."))


@transaction.atomic
def _run_once(lead_import: LeadImport, user: Any, table: Table | None) -> dict[str, int]:
    sql.lock_imports()
    if lead_import.pk:
        lead_import.refresh_from_db(from_queryset=LeadImport.objects.select_for_update())
        if lead_import.status != LeadImport.Status.UPLOADED:
            return dict(lead_import.counts)
    table = table or stored_table(lead_import)
    check_import(lead_import, table, user)
    lead_import.save()
    everyone = array("q")
    work = _write_all(lead_import, table, everyone)
    _finish(lead_import, work, table)
    tell_campaign(lead_import, sorted(set(everyone)), user)
    return dict(lead_import.counts)


def _write_all(lead_import: LeadImport, table: Table, everyone: "array[int]") -> Work:
    known, keeper = Known(lead_import.pk), Keeper(table.columns)
    writer = Writer(lead_import)

    def write(chunk: Chunk) -> None:
        writer.write(chunk.new, chunk.known)
        keeper.write(lead_import, chunk.noted)
        everyone.extend(person.id for person in (*chunk.new, *chunk.known))
        known.forget()

    work = _work(lead_import, table, OfficeChooser(lead_import), write, known)
    work.through(table.rows())
    return work


def _finish(lead_import: LeadImport, work: Work, table: Table) -> None:
    lead_import.counts = {name: work.tally["rows", name] for name in COUNTS}
    lead_import.header = Keeper(table.columns).header
    lead_import.content = None
    lead_import.status, lead_import.imported_at = LeadImport.Status.DONE, timezone.now()
    lead_import.save()


def _work(
    lead_import: LeadImport,
    table: Table,
    offices: OfficeChooser,
    finish: Callable[[Chunk], None],
    known: Known | None = None,
) -> Work:
    reader = RowReader(CellPicker(table.columns, lead_import.columns), offices)
    return Work(reader, known or Known(lead_import.pk), finish, lead_import.overwrite)


def stored_table(lead_import: LeadImport) -> Table:
    """Return the table of an upload. Raises UnreadableFile where it is not kept any more."""
    if not lead_import.content:
        raise UnreadableFile(_("The file is not kept any more. Send it again."))
    return read_table(bytes(lead_import.content), lead_import.file_name)


def check_import(lead_import: LeadImport, table: Table, user: Any) -> None:
    """Raise ImportRefused where the columns or the campaign cannot be used."""
    check_columns(table.columns, lead_import.columns)
    if lead_import.campaign:
        answers = campaign_wanted.send(LeadImport, slug=lead_import.campaign, user=user)
        if not any(answer for _receiver, answer in answers):
            raise UnknownCampaign(
                _("There is no campaign “%(campaign)s”.") % {"campaign": lead_import.campaign}
            )


def tell_campaign(lead_import: LeadImport, contact_ids: list[int], user: Any) -> None:
    """Let the campaign that the import names enroll these contacts, in the same transaction."""
    if lead_import.campaign and contact_ids:
        contacts_imported.send(
            LeadImport,
            lead_import=lead_import,
            campaign=lead_import.campaign,
            contact_ids=contact_ids,
            user=user,
        )


def _tell_figures(result: Preview, work: Work, offices: OfficeChooser) -> None:
    result.counts = {name: work.tally["rows", name] for name in COUNTS}
    for (kind, name), count in work.tally.items():
        match kind:
            case "fills":
                result.fills[str(name)] = count
            case "differs":
                result.differs[str(name)] = count
            case "flag":
                result.flags[str(name)] = count
            case "office":
                result.offices[offices.codes[int(name)]] = count
