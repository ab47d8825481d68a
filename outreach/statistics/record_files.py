"""The files of an export of records, each with what it is inside."""

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from tablib import Databook, Dataset

from outreach.statistics.files import defused

type About = dict[str, str | int]


def _csv(records: Dataset, about: About) -> bytes:
    told = "; ".join(f"{name}={value}" for name, value in about.items())
    return f"# {told}\r\n{records.export('csv')}".encode()


def _xlsx(records: Dataset, about: About) -> bytes:
    records.title = "Records"
    pairs = [(name, defused(value)) for name, value in about.items()]
    facts = Dataset(*pairs, headers=["what", "value"], title="About")
    content: bytes = Databook([records, facts]).export("xlsx")
    return content


def _json(records: Dataset, about: About) -> bytes:
    whole = {"about": about, "records": records.dict}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


WRITERS: dict[str, Callable[[Dataset, About], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def record_file(records: Any, kind: str, about: About) -> bytes:
    """Return the whole file. There are at most `record_views.LONGEST` rows: it fits in memory."""
    return WRITERS[kind](records, about)
