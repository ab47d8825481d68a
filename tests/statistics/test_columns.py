"""Columns of numbers out of either database."""

import numpy as np
import pytest
from django.db import connection, transaction

from outreach.statistics.rows.columns import DAY, FLAG, KEY, MOMENT, UUID, plain, read_columns
from tests.statistics.history import report_visit, visit_of

REPORTS = "SELECT r.event_id, {}, {}, r.undone, r.visit_id FROM visits_visitreport r {}"


def test_it_reads_days_and_moments_as_numpy_knows_them(team) -> None:
    report = report_visit(visit_of(team))
    asked = REPORTS.format(plain("r.knocked_at"), plain("v.day"), "JOIN visits_visit v ON true")
    _event, moment, day, undone, visit = read_columns(asked, [], UUID, MOMENT, DAY, FLAG, KEY)
    assert moment.view("datetime64[us]")[0] == np.datetime64(report.knocked_at.replace(tzinfo=None))
    assert day.view("datetime64[D]")[0] == np.datetime64(report.visit.day)
    assert (undone[0], visit[0]) == (0, report.visit_id)


def test_it_gives_empty_columns_where_nothing_is_found(db) -> None:
    asked = REPORTS.format("r.visit_id", "r.visit_id", "")
    assert [len(column) for column in read_columns(asked, [], UUID, KEY, KEY, FLAG, KEY)] == [0] * 5


def test_it_refuses_what_is_null(db) -> None:
    with pytest.raises(ValueError, match="NULL"):
        read_columns("SELECT CAST(NULL AS bigint)", [], KEY)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite copies nothing")
def test_what_fails_on_the_way_leaves_the_connection_in_order(db) -> None:
    fails = "SELECT CAST(10 / (900 - n) AS bigint) FROM generate_series(1, 1000) n"
    with pytest.raises(Exception, match="division by zero"), transaction.atomic():
        read_columns(fails, [], KEY)
    assert read_columns("SELECT CAST(7 AS bigint)", [], KEY) == [[7]]
