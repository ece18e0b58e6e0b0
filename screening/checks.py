"""System checks: the rules of this code base that ``manage.py check`` can hold us to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver


def all_patterns(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern with its full name (``slice:verb``)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_patterns(pattern, inner)


@checks.register(checks.Tags.security)
def every_view_has_an_access_rule(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{pattern.callback.__module__}.{pattern.callback.__qualname__} says nothing about access",
            hint="Decorate it with @review_page(Permission...), @signed_in_page or @open_page(because=...).",
            id="screening.E001",
        )
        for _, pattern in all_patterns()
        if pattern.callback.__module__.startswith("screening.")
        and not hasattr(pattern.callback, "access_rule")
    ]
