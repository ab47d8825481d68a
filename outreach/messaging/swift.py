"""The one step that every text takes, in SQL of our own: for the ORM it is most of a text's cost.

PostgreSQL does it as one statement, which is a transaction by itself: one way there and back a text
in place of four. SQLite knows no statement that changes two tables, and takes two in a transaction.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from outreach.messaging.models import Text, TextEvent

# By `case`, so that nobody looks for the status in its index: of the many rows that were CLAIMED a
# moment ago, each would be met there.
_ONE = """
with batch as (
    select id from messaging_text
    where claimed_at = %(claimed_at)s and id in (%(this)s, %(that)s)
      and case id when %(this)s then status = 'SENDING' else status = 'CLAIMED' end
    for update
), changed as (
    update messaging_text set
        status = case when id = %(this)s then 'ACCEPTED' else 'SENDING' end,
        provider_id = case when id = %(this)s then %(provider_id)s end,
        changed_at = %(now)s
    where id in (select id from batch) and (select count(*) from batch) = 2
    returning id, status
)
insert into messaging_textevent (text_id, status, code, source, at)
select id, status, '', case status when 'ACCEPTED' then 'gateway' else 'claim' end, %(now)s
from changed
"""
_UPDATE = """
update messaging_text
set status = case when id = %(this)s then 'ACCEPTED' else 'SENDING' end,
    provider_id = case when id = %(this)s then %(provider_id)s end,
    changed_at = %(now)s
where claimed_at = %(claimed_at)s and id in (%(this)s, %(that)s)
  and case id when %(this)s then status = 'SENDING' else status = 'CLAIMED' end
"""
_INSERT = """
insert into messaging_textevent (text_id, status, code, source, at)
values (%(this)s, 'ACCEPTED', '', 'gateway', %(now)s), (%(that)s, 'SENDING', '', 'claim', %(now)s)
"""


class _NotAsClaimedError(Exception):
    """One of the two is not as the batch claimed it."""


def accept_and_mark(text: Text, provider_id: str, following: Text, now: datetime) -> bool:
    """Write that the carrier has `text`, and that `following` of the same batch is being sent.

    Both, or nothing: then it returns False, because either was not as the batch claimed it.
    """
    values = {
        "this": _as_kept(Text, "id", text.pk),
        "that": _as_kept(Text, "id", following.pk),
        "claimed_at": _as_kept(Text, "claimed_at", text.claimed_at),
        "now": _as_kept(TextEvent, "at", now),
        "provider_id": provider_id,
    }
    if connection.vendor == "postgresql":
        return in_one_statement(values)
    try:
        with transaction.atomic():
            in_two_statements(values)
    except _NotAsClaimedError:
        return False
    return True


def in_one_statement(values: dict[str, Any]) -> bool:
    """Change both or neither, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, values)
        return bool(cursor.rowcount == 2)


def in_two_statements(values: dict[str, Any]) -> None:
    """Change both in the transaction that is open. Raises where one is not as it was claimed."""
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, values)
        if cursor.rowcount != 2:
            raise _NotAsClaimedError
        cursor.execute(_INSERT, values)


def _as_kept(model: Any, field: str, value: Any) -> Any:
    """Return a value as this database keeps it: SQLite has neither UUIDs nor times."""
    return model._meta.get_field(field).get_db_prep_value(value, connection)
