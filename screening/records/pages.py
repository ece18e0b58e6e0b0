"""Page ranges as sources write them."""

from __future__ import annotations


def page_range(first: str, last: str) -> str:
    """``101-110`` from ``101`` and ``110``; one of them, or a range already written in ``first``, stands."""
    if first and last and last != first:
        return first if "-" in first else f"{first}-{last}"
    return first or last
