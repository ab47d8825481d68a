"""Reading an HSDS package into the directory."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from outreach.referrals.imports.cleaning import clean_text
from outreach.referrals.imports.outcomes import Report, Where
from outreach.referrals.imports.packages import Package
from outreach.referrals.imports.tables import CARRIED, TABLES
from outreach.referrals.imports.writing import Writer
from outreach.referrals.models import CarriedRow, Source


def read_hsds(package: Package, writer: Writer, is_whole: bool) -> None:
    """Hand every row to the writer, in the order in which tables refer to each other."""
    terms = _terms(package)
    for name in TABLES:
        doubled = _doubled(package, name)
        for where, raw in package.rows(name):
            _take(writer, name, _with_terms(name, raw, terms), where, doubled)
        writer.flush()
    _carry(package, writer.source, writer.report, is_whole)


def _take(
    writer: Writer,
    name: str,
    raw: Mapping[str, Any],
    where: Where,
    doubled: Mapping[str, list[int]],
) -> None:
    identifier = str(raw.get("id") or "").strip()
    if None in raw:
        writer.report.refuse(where, identifier, _("It has more cells than there are columns."))
    elif identifier in doubled:
        rows = ", ".join(map(str, doubled[identifier]))
        reason = _("Rows %(rows)s have one id and differ: none of them can be taken.")
        writer.report.refuse(where, identifier, reason % {"rows": rows})
    else:
        writer.take(name, raw, where)


def _doubled(package: Package, name: str) -> dict[str, list[int]]:
    """Return the ids that stand for rows that differ, with the numbers of these rows."""
    first: dict[str, tuple[int, int]] = {}
    doubled: dict[str, list[int]] = {}
    for where, raw in package.rows(name):
        identifier, said = str(raw.get("id") or "").strip(), hash(repr(raw))
        row, known = first.setdefault(identifier, (where.row, said))
        if identifier and known != said:
            doubled.setdefault(identifier, [row]).append(where.row)
    return doubled


def _terms(package: Package) -> dict[str, list[str]]:
    """Return the taxonomy terms of each record, by its id."""
    terms: dict[str, list[str]] = defaultdict(list)
    for _where, raw in package.rows("attributes"):
        link, term = (str(raw.get(name) or "") for name in ("link_id", "taxonomy_term_id"))
        if link and term and len(terms[link]) < 100:
            terms[link].append(term[:100])
    return terms


def _with_terms(name: str, raw: Mapping[str, Any], terms: Mapping[str, list[str]]) -> Any:
    if name != "services":
        return raw
    return {**raw, "terms": terms.get(str(raw.get("id") or ""), [])}


def _carry(package: Package, source: Source, report: Report, is_whole: bool) -> None:
    """Keep the rows of the tables that Doorstep does not use itself, in place of the earlier."""
    for table in CARRIED:
        rows: dict[str, CarriedRow] = {}
        for where, raw in package.rows(table):
            data = {str(k): clean_text(v, _silent) for k, v in raw.items() if k is not None and v}
            identifier = data.get("id", "")[:100]
            if not identifier:
                report.refuse(where, "", _("It has no id."))
            elif identifier in rows and rows[identifier].data != data:
                report.refuse(where, identifier, _("Its id is also that of another row."))
            else:
                rows[identifier] = CarriedRow(
                    source=source, table=table, id_at_source=identifier, data=data
                )
        known = CarriedRow.objects.filter(source=source, table=table)
        (known if is_whole else known.filter(id_at_source__in=list(rows))).delete()
        CarriedRow.objects.bulk_create(rows.values(), batch_size=500)


def _silent(_note: str) -> None:
    """Say nothing: what is only carried is nobody's to mend."""
