"""The fields of a citation that a person may correct, and how a corrected value comes to be shown.

What people see, search, compare and export is in the citation's columns; a correction puts another value there.
Records stay as received.
"""

from __future__ import annotations

from typing import Any

from screening.records.description import Description, Section
from screening.records.filling import described
from screening.records.models import Citation
from screening.reviews.models import Review

FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")
LABELS = {name: name.upper() if name in ("doi", "pmid") else name for name in FIELDS}


def shown(citation: Citation) -> dict[str, Any]:
    """The correctable fields as the citation's columns hold them, ready for JSON."""
    return {name: getattr(citation, name) for name in FIELDS}


def values_of(description: Description) -> dict[str, Any]:
    """What a citation would show that says what the description says."""
    return shown(described(review=Review(), route="", description=description))


def show(citation: Citation, field: str, value: Any) -> list[str]:
    """Let the citation show ``value``, unsaved; gives the columns that changed."""
    setattr(citation, field, value)
    if field == "abstract":
        citation.abstract_text = Description(abstract=_sections(value)).abstract_text
    return columns(field)


def columns(field: str) -> list[str]:
    """The citation's columns that hold the field."""
    return ["abstract", "abstract_text"] if field == "abstract" else [field]


def in_words(field: str, value: Any) -> str:
    """A value as a person reads it; ``""`` where there is none."""
    if field == "authors":
        return "; ".join(Citation(authors=value).author_names)
    if field == "abstract":
        return Description(abstract=_sections(value)).abstract_text
    return "" if value is None else str(value)


def _sections(value: list[dict[str, str]]) -> tuple[Section, ...]:
    return tuple(Section(**section) for section in value)
