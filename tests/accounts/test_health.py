"""What watches a deployment learns whether it can serve."""

from unittest.mock import patch

from django.db.utils import OperationalError


def test_it_says_that_it_lives_without_the_database(client):
    assert client.get("/health/live").json() == {"status": "live"}


def test_it_is_ready_when_its_tables_are_up_to_date(client, db):
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_it_is_not_ready_without_a_database(client, db):
    with patch("outreach.health.MigrationExecutor", side_effect=OperationalError):
        assert client.get("/health/ready").status_code == 503
