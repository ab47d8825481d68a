"""What was handed over: a row for what it is, one for its doses, one for who took it."""

import numpy as np

from outreach.campaigns.models import Campaign
from outreach.statistics.facts import ITEMS, RECIPIENTS, Fact
from outreach.statistics.rows.columns import read_columns
from outreach.statistics.rows.statements import STANDING, of_campaign, place
from outreach.statistics.rows.table import Numbers, Table, joined, table_of_columns
from outreach.statistics.rows.visits import Visits, find
from outreach.visits.codelists import SupplyItem

SUPPLIES = """
SELECT r.visit_id, {item} * 8 + {recipient}, s.quantity, s.doses
FROM visits_supplygiven s JOIN visits_visitreport r ON r.event_id = s.report_id WHERE {standing}
"""
OF_ITEM = np.array([0, *(Fact.SUPPLY | item for item in ITEMS.values())], dtype=np.int64)
OF_RECIPIENT = np.array([0, *(Fact.DOSE | one for one in RECIPIENTS.values())], dtype=np.int64)
NALOXONE = 1 + list(ITEMS).index(SupplyItem.NALOXONE)


def read_supplies(campaign: Campaign, visits: Visits) -> Table:
    """Return the supplies of the reports that count."""
    asked = SUPPLIES.format(
        item=place("s.item", ["", *ITEMS]),
        recipient=place("s.recipient", ["", *RECIPIENTS]),
        standing=STANDING + of_campaign(),
    )
    visit, code, quantity, doses = read_columns(asked, [campaign.pk], 4)
    at, ours = find(visits.ids, visit)
    item, recipient = code[ours] // 8, code[ours] % 8
    things = _rows(visits, at, OF_ITEM[item], quantity[ours])
    kits = item == NALOXONE
    given = _rows(visits, at[kits], OF_RECIPIENT[recipient[kits]], doses[ours][kits])
    return joined([things, given])


def _rows(visits: Visits, at: Numbers, facts: Numbers, amount: Numbers) -> Table:
    of = visits.table
    return table_of_columns(of.contact[at], of.team[at], of.day[at], facts, amount)
