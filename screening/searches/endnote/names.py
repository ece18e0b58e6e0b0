"""Names as reference managers keep them."""

from __future__ import annotations

from screening.records import bylines
from screening.records.description import Author


def person(text: str) -> Author | None:
    """``Family, Given`` or ``Given Family``; ``World Health Organization,`` is a group, as its comma says."""
    text = " ".join(text.split())
    found = bylines.one(text, "given first")
    if found and text.endswith(",") and "," not in text[:-1]:
        return Author(literal=text[:-1])
    return found
