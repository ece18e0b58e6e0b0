"""The languages and publication types that a review's citations have: what a filter lets people choose."""

from __future__ import annotations

from django.db import connection

from screening.records import type_names
from screening.reviews.models import Member

# From one text to the next larger one, each looked up in an index that begins with it: as many steps as there are
# different texts, where DISTINCT would read every citation. Which ones count is ``standing.standing``. That a text is
# not less than the empty one is the condition of the index (``models._told``); said first, SQLite would start there.
_NEXT = """(
    SELECT {column} FROM screening_citation
    WHERE review_id = %s AND merged_into_id IS NULL AND NOT withdrawn {beyond} AND {column} >= ''
    ORDER BY {column} LIMIT 1
)"""
_EACH = f"""
WITH RECURSIVE told(text) AS (
    SELECT {_NEXT.replace("{beyond}", "")}
  UNION ALL
    SELECT {_NEXT.replace("{beyond}", "AND {column} > told.text")} FROM told WHERE told.text IS NOT NULL
)
SELECT text FROM told WHERE text IS NOT NULL
"""
_LANGUAGES, _TYPES = _EACH.format(column="languages"), _EACH.format(column="types_key")


def told_of(*, member: Member) -> tuple[list[str], list[str]]:
    """The languages and the types, each once, in the order of the alphabet. Two queries."""
    return type_names.among(_each(_LANGUAGES, member)), type_names.among(_each(_TYPES, member))


def _each(question: str, member: Member) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question, [member.review_id, member.review_id])
        return [text for (text,) in cursor.fetchall()]
