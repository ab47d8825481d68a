"""What was handed over: a row for what it is, one for its doses, one for who took it."""

import numpy as np

from outreach.statistics.facts import ITEMS, RECIPIENTS, Fact
from outreach.statistics.rows.table import Numbers, Table, joined, table_of_columns
from outreach.statistics.rows.visits import Visits
from outreach.visits.codelists import SupplyItem

OF_ITEM = np.array([0, *(Fact.SUPPLY | item for item in ITEMS.values())], dtype=np.int64)
OF_RECIPIENT = np.array([0, *(Fact.DOSE | one for one in RECIPIENTS.values())], dtype=np.int64)
NALOXONE = 1 + list(ITEMS).index(SupplyItem.NALOXONE)


def read_supplies(visits: Visits) -> Table:
    """Return the supplies of the reports that count."""
    at, code, quantity, doses = visits.supplies
    item, recipient = code // 8, code % 8
    things = _rows(visits, at, OF_ITEM[item], quantity)
    kits = item == NALOXONE
    given = _rows(visits, at[kits], OF_RECIPIENT[recipient[kits]], doses[kits])
    return joined([things, given])


def _rows(visits: Visits, at: Numbers, facts: Numbers, amount: Numbers) -> Table:
    of = visits.table
    return table_of_columns(of.contact[at], of.team[at], of.day[at], facts, amount)
