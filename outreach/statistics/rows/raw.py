"""What the statements over visits and reports share. They name columns, and hold no values.

Codes become places in the lists of `codelists`, so that what they mean stays in Python.
"""

from collections.abc import Sequence

from django.db import connection

# A report that counts: not taken back, and no later one corrects it.
STANDING = """NOT r.undone
 AND NOT EXISTS (SELECT 1 FROM visits_visitreport c WHERE c.supersedes_id = r.event_id)"""
OF_CAMPAIGN = """
 AND r.visit_id IN (SELECT v.id FROM visits_visit v JOIN campaigns_team t ON t.id = v.team_id
                    WHERE t.campaign_id = %s{whose})"""
SECONDS = {
    "sqlite": "CAST(strftime('%%s', {column}) AS INTEGER)",
    "postgresql": "date_part('epoch', {column})::bigint",
}
DAYS = {
    "sqlite": "CAST(julianday({column}) - 2440587.5 AS INTEGER)",
    "postgresql": "({column} - DATE '1970-01-01')",
}


def of_campaign(whose: str = "") -> str:
    """Return the condition that a report is of the campaign that is asked for."""
    return OF_CAMPAIGN.format(whose=whose)


def seconds(column: str) -> str:
    """Return a moment as seconds since 1970."""
    return SECONDS[connection.vendor].format(column=column)


def days(column: str) -> str:
    """Return a day as days since 1970."""
    return DAYS[connection.vendor].format(column=column)


def flag(condition: str) -> str:
    """Return 1 where the condition holds, else 0."""
    return f"(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def place(column: str, codes: Sequence[str]) -> str:
    """Return a code as its place in the list; 0 where it is not in it."""
    whens = " ".join(f"WHEN '{code}' THEN {number}" for number, code in enumerate(codes) if code)
    return f"(CASE {column} {whens} ELSE 0 END)"
