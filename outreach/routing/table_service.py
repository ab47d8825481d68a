"""Travel times from an OSRM server's table service, version 1 of its HTTP interface. No models.

The server learns where the contacts live, though not who they are: it should be the office's own.
Format: project-osrm.org/docs/v5.24.0/api/#table-service.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from requests import Response, Session
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from outreach.outbound import guarded
from outreach.routing.falling_back import PATIENCE, Fault, NoTravelTimes, Ways, in_blocks
from outreach.routing.travel import Place

# A server takes at most `--max-table-size` squared pairs, 100 by default, and short addresses.
BLOCK = 100
# So many bytes of an answer are looked at together.
PIECE = 65_536


@dataclass(frozen=True)
class TableService:
    """An OSRM server at `url`, such as http://osrm:5000; `patience` is seconds for all of it."""

    url: str
    patience: float = PATIENCE
    source: str = "table service"

    def ways(self, places: Sequence[Place]) -> Ways:
        """Ask for the ways block by block. Raises NoTravelTimes where any answer fails."""
        seconds = np.full((len(places), len(places)), np.nan)
        metres = seconds.copy()
        ends = monotonic() + self.patience
        blocks = in_blocks(len(places), BLOCK)
        with guarded(Session()) as session:
            for rows in blocks:
                for columns in blocks:
                    table = self._table(session, places, rows, columns, ends - monotonic())
                    cells = np.ix_(rows, columns)
                    seconds[cells] = _numbers(table.get("durations"), rows, columns)
                    metres[cells] = _numbers(table.get("distances"), rows, columns)
        return Ways(seconds, metres)

    def _table(
        self,
        session: Session,
        places: Sequence[Place],
        rows: range,
        columns: range,
        seconds_left: float,
    ) -> dict[str, Any]:
        if seconds_left <= 0:
            raise NoTravelTimes(Fault.TOO_LONG)
        asked = [*rows, *columns]
        where = ";".join(f"{places[at][1]:.6f},{places[at][0]:.6f}" for at in asked)
        numbers = [str(number) for number in range(len(asked))]
        query = {
            "annotations": "duration,distance",
            "sources": ";".join(numbers[: len(rows)]),
            "destinations": ";".join(numbers[len(rows) :]),
        }
        url = f"{self.url.rstrip('/')}/table/v1/driving/{where}"
        ends = monotonic() + seconds_left
        try:
            response = session.get(
                url,
                params=query,
                timeout=min(10.0, seconds_left),
                allow_redirects=False,
                stream=True,
            )
            table = json.loads(_read(response, ends))
        except (RequestException, HTTPError, ValueError) as error:
            # The error's own text holds the address asked, and with it where people live.
            raise NoTravelTimes(Fault.SILENT, type(error).__name__) from None
        if not isinstance(table, dict) or table.get("code") != "Ok":
            code = table.get("code") if isinstance(table, dict) else None
            raise NoTravelTimes(Fault.REFUSED, _word(code) or response.status_code)
        return table


def _read(response: Response, ends: float) -> bytes:
    """Return the answer. Raises NoTravelTimes where it is not whole by `ends` of the clock.

    The time-out of requests is for the next byte: a server that drips could take for ever.
    """
    with response:
        parts: list[bytes] = []
        while part := response.raw.read1(PIECE, decode_content=True):
            parts.append(part)
            if monotonic() >= ends:
                raise NoTravelTimes(Fault.TOO_LONG)
    return b"".join(parts)


def _word(code: object) -> str:
    """Return a code of OSRM's, which is one word; nothing else that a server may say."""
    return code if isinstance(code, str) and code.isalpha() and len(code) < 30 else ""


def _numbers(rows: object, down: range, across: range) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the table as numbers, NaN for null. Raises NoTravelTimes where it is anything else."""
    try:
        numbers = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError):
        raise NoTravelTimes(Fault.UNREADABLE) from None
    if numbers.shape != (len(down), len(across)) or (numbers < 0).any() or np.isinf(numbers).any():
        raise NoTravelTimes(Fault.UNREADABLE)
    return numbers
