"""Every address of the URL configuration, so that a walk forgets no page."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Yield the full name of each address with the names of its parameters."""
    yield from _below(get_resolver(), "", [])


def _below(
    resolver: URLResolver, namespace: str, above: list[str]
) -> Iterator[tuple[str, list[str]]]:
    for entry in resolver.url_patterns:
        parameters = above + list(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _below(entry, inner, parameters)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield namespace + entry.name, parameters


def address(name: str, parameters: list[str], values: dict[str, object]) -> str:
    """Return the address, its parameters taken from `values`.

    They are found by "app:page:parameter", "app:parameter" or "parameter", the nearest first.

    Raises KeyError where a new page has a parameter that the caller's world does not know.
    """
    app = name.split(":")[0]
    known = {
        key: values.get(f"{name}:{key}", values.get(f"{app}:{key}", values.get(key)))
        for key in parameters
    }
    unknown = [key for key, value in known.items() if value is None]
    if unknown:
        raise KeyError(f"{name} needs {unknown}: add them to the walk's world")
    return reverse(name, kwargs=known)
