"""The file of everything held about one person: as a page to read, and as JSON. Both stream."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Contact
from outreach.privacy.telling import LEFT_OUT, Section, everything_about

TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


def stream_file(person: Contact, kind: str, now: datetime) -> Iterator[str]:
    """Yield the file piece by piece; `kind` is a key of TYPES. Its last line says that it is whole.

    Nothing is loaded by the page: it can be read without a network.
    """
    return _as_json(person, now) if kind == "json" else _as_page(person, now)


def _as_page(person: Contact, now: datetime) -> Iterator[str]:
    head = {"person": person, "now": now}
    yield render_to_string("privacy/person_file/head.html", head)
    for section in everything_about(person):
        rows = [[(fact.label, _in_words(fact.value)) for fact in row] for row in section.rows]
        context = {"section": section, "rows": rows}
        yield render_to_string("privacy/person_file/section.html", context)
    yield render_to_string("privacy/person_file/foot.html", {"left_out": LEFT_OUT.items()})


def _in_words(value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return date_format(value)
        case dict() | list():
            return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if value else "–"
    return str(value)


def _as_json(person: Contact, now: datetime) -> Iterator[str]:
    yield f'{{"made_at": {_json(now)}, "contact": {_json(person.code)}, "sections": [\n'
    for number, section in enumerate(everything_about(person)):
        yield (",\n" if number else "") + _json(_plain(section))
    yield f'\n], "left_out": {_json(LEFT_OUT)}, "whole": true}}\n'


def _plain(section: Section) -> dict[str, Any]:
    rows = [{fact.field: fact.value for fact in row} for row in section.rows]
    return {"table": section.table, "title": section.title, "rows": rows}


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
