"""The whole database as text, for looking whether a name is still somewhere."""

import json
from collections.abc import Iterable

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of every table, by the model's label."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def holding(words: Iterable[str]) -> dict[str, set[str]]:
    """Return the tables in which each word occurs, however it is written; only words found."""
    text = {label: json.dumps(found, cls=Anything).lower() for label, found in rows().items()}
    found = {word: {label for label in text if word.lower() in text[label]} for word in words}
    return {word: labels for word, labels in found.items() if labels}


class Anything(DjangoJSONEncoder):
    """Writes bytes and phone numbers too."""

    def default(self, o: object) -> object:
        """Return what stands for the value."""
        try:
            return super().default(o)
        except TypeError:
            return bytes(o).decode("latin-1") if isinstance(o, bytes | memoryview) else str(o)
