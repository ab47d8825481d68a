"""The table of contacts."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact

PER_PAGE = 50


class ContactTable(tables.Table):
    """One row a person. On a phone each row becomes a card whose cells carry their headings."""

    name = tables.Column(
        verbose_name=_("Name"),
        # The database cannot sort by what it cannot read.
        orderable=False,
        linkify=("contacts:contact", {"code": tables.A("code")}),
    )
    door = tables.Column(empty_values=(), verbose_name=_("Address"), orderable=False)
    priority = tables.Column(verbose_name=_("Priority"), order_by=("-priority", "pk"))
    language = tables.Column(verbose_name=_("Language"))
    office = tables.Column(verbose_name=_("Office"))
    state = tables.Column(empty_values=(), verbose_name=_("Status"), orderable=False)

    class Meta:
        model = Contact
        fields: list[str] = []
        sequence = ("name", "door", "priority", "language", "office", "state")
        template_name = "contacts/table.html"
        order_by_field = "sort"

    def render_door(self, record: Contact) -> str:
        """Draw the door with its city and postal code."""
        return _cell("door", record)

    def render_priority(self, record: Contact) -> str:
        """Draw the priority, marked where it is more than routine."""
        return _cell("priority", record)

    def render_state(self, record: Contact) -> str:
        """Draw what someone must know or do about this person."""
        return _cell("state", record)

    def show_page(self, number: Any) -> None:
        """Turn to the page of that number; to the nearest one where it is none."""
        self.paginate(per_page=PER_PAGE)
        self.page = self.paginator.get_page(number)


def _cell(name: str, record: Contact) -> str:
    # tables.TemplateColumn would run the context processors for each cell.
    return render_to_string(f"contacts/cells/{name}.html", {"record": record})
