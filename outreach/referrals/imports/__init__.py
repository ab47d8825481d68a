"""The import of the directory: one importer behind the page and the command.

    report = run_reading(Reading(format, source, content, name), now, dry_run=True)

A Reading's source and the ids in the file say which rows are known; see `Writer`. Raises
DirectoryRefused where the whole file cannot be used; single rows are named in the report.
"""

from outreach.referrals.imports.lists import FIELDS, guess_resource_columns
from outreach.referrals.imports.outcomes import DirectoryRefused, Problem, Report
from outreach.referrals.imports.running import Reading, run_reading

__all__ = [
    "FIELDS",
    "DirectoryRefused",
    "Problem",
    "Reading",
    "Report",
    "guess_resource_columns",
    "run_reading",
]
