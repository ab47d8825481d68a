"""The import of leads: one importer behind the page and the command.

    table = read_table(file, name)                 # UnreadableFile
    forbidden_columns(table.columns)               # {column: reason}; leave out or refuse
    lead_import.columns = guess_columns(table.columns)
    preview(lead_import)                           # nothing written
    run_import(lead_import, user)                  # all written, or nothing
    refused_rows_csv(lead_import)                  # to mend and send again
    decide_row(row, same_person=True, user=user)   # a possible duplicate
    undo_import(lead_import)                       # UndoRefused
    forget_unconfirmed(now)                        # uploads of a week ago

Everything that goes wrong with a whole list is an ImportRefused whose `str()` can be shown.
`LeadImport.columns` maps column names to the codes of FIELDS. '' leaves a column out: a forbidden
column must be left out by name in this way, because its mere absence there refuses the list.
"""

from contacts.imports.columns import FIELDS, guess_columns
from contacts.imports.deciding import decide_row
from contacts.imports.forbidden import forbidden_columns
from contacts.imports.forgetting import forget_unconfirmed
from contacts.imports.outcomes import (
    COUNTS,
    ForbiddenColumns,
    ImportRefused,
    Preview,
    Problem,
    Table,
    UndoRefused,
    UnknownCampaign,
    UnreadableFile,
    WrongColumns,
)
from contacts.imports.refused import refused_rows_csv
from contacts.imports.running import preview, run_import
from contacts.imports.tables import read_table, without_columns
from contacts.imports.undoing import undo_import

__all__ = [
    "COUNTS",
    "FIELDS",
    "ForbiddenColumns",
    "ImportRefused",
    "Preview",
    "Problem",
    "Table",
    "UndoRefused",
    "UnknownCampaign",
    "UnreadableFile",
    "WrongColumns",
    "decide_row",
    "forbidden_columns",
    "forget_unconfirmed",
    "guess_columns",
    "preview",
    "read_table",
    "refused_rows_csv",
    "run_import",
    "undo_import",
    "without_columns",
]
