"""Days in addresses: 2026-11-24, and nothing else that could be read as another day."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A date as ISO 8601 writes it. One that no calendar has does not match: 404."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; ValueError where there is no such day."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """Write the day."""
        return value.isoformat() if isinstance(value, date) else value


register_converter(DayConverter, "day")
