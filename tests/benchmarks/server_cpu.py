"""What PostgreSQL's own processes spend, where they run on this machine."""

import os
from pathlib import Path

from django.db import connection


def server_seconds() -> float:
    """Return the CPU seconds of this connection's server process and of its workers that ended.

    The workers are counted where their parent collects them, with whatever else ended: compare two
    moments on a quiet server. 0 on SQLite, and where the server is not to be seen.
    """
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    _state, parent, *fields = stat.read_text().rpartition(")")[2].split()
    above = Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()
    ticks = map(int, (fields[9], fields[10], above[13], above[14]))
    return sum(ticks) / os.sysconf("SC_CLK_TCK")
