"""A line put together from terms and a field, as a builder does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.searches.strategies.lines import is_numbered, lines
from screening.searches.strategies.pieces import OPERATORS, pieces


class TermsRefused(Exception):
    """These terms cannot be put into this field. The message is for the person."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a database knows. ``pattern`` holds ``{}`` where the term goes: ``{}[tiab]``, ``TITLE:({})``."""

    key: str
    label: str
    pattern: str


def composed(terms: str, field: Field | None) -> str:
    """Terms, one a row, as one line: each in the field, joined with OR. Without a field, as typed."""
    if field is None:
        return terms.strip()
    rows = [row.strip() for row in terms.splitlines() if row.strip()]
    for row in rows:
        if any(piece.text in OPERATORS or piece.kind == "reference" for piece in pieces(row)):
            raise TermsRefused(
                f"“{row[:60]}” is more than one term. Write one term a row, without operators; or choose “As typed”."
            )
    return " OR ".join(field.pattern.replace("{}", row) for row in rows)


def with_line(text: str, line: str) -> str:
    """The strategy with one more line. What was typed without numbers becomes line #1."""
    text = text.rstrip()
    if not text.strip():
        return f"#1 {line}"
    if not is_numbered(text):
        text = f"#1 {text.lstrip()}"
    number = max(found.number for found in lines(text)) + 1
    return f"{text}\n#{number} {line}"


def field_of(fields: Sequence[Field], key: str) -> Field | None:
    return next((field for field in fields if field.key == key), None)
