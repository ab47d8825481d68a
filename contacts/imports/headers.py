"""Finding the row that names the columns."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from contacts.imports.outcomes import UnreadableFile
from contacts.parsing import tidy

MAX_COLUMNS = 200
MAX_ROWS = 500_000
ROWS_BEFORE_HEADER = 50


def find_header(rows: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Return the number and the names of the first row with two cells that are not blank.

    Titles and blank rows above it are passed over. Nameless columns get a name by their place.
    Names are tidy: they are stored as plain JSON, and PostgreSQL takes no NUL in it.
    """
    for number, cells in rows:
        if number > ROWS_BEFORE_HEADER:
            break
        names = [tidy(cell) for cell in cells]
        if sum(map(bool, names)) >= 2:
            return number, _named(names)
    raise UnreadableFile(
        _("No table was found in this file: no row has two or more columns with names.")
    )


def _named(names: list[str]) -> list[str]:
    while not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(_("The list has more than %(most)d columns.") % {"most": MAX_COLUMNS})
    _check_doubles(names)
    return [name or _("Column %(number)d") % {"number": i} for i, name in enumerate(names, 1)]


def _check_doubles(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise UnreadableFile(
                _("Two columns are called “%(name)s”. Rename one of them.") % {"name": name[:60]}
            )
        seen.add(name.casefold())


def check_row_number(number: int) -> None:
    """Raise UnreadableFile where the list is longer than an import takes."""
    if number > MAX_ROWS:
        raise UnreadableFile(
            _("The list has more than %(most)d rows. Split it into parts.") % {"most": MAX_ROWS}
        )
