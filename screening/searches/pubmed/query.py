"""A query before it is sent: what can never work is refused, what is probably a slip is pointed out."""

from __future__ import annotations

import re
import unicodedata

from screening.searches.connector import SearchRefused

LONGEST = 20_000  # characters
_QUOTED = re.compile(r'"[^"]*"')


def checked(query: str, database: str = "PubMed", longest: int = LONGEST) -> str:
    """The query without blanks around it. Raises ``SearchRefused``."""
    query = query.strip()
    if not query:
        raise SearchRefused(f"The query is empty. Write what to search {database} for.")
    if len(query) > longest:
        raise SearchRefused(
            f"The query has {len(query):,} characters; {database} is sent {longest:,} at most. "
            "Split it into several searches: their results are joined in the review."
        )
    for position, character in enumerate(query, 1):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n":
            raise SearchRefused(
                f"The query has an unprintable character (U+{ord(character):04X}) at position {position:,}. "
                "Delete it; it may have come along when the query was copied."
            )
    return query


def slips(query: str) -> tuple[str, ...]:
    """Sentences about brackets and quotation marks that do not match: PubMed runs them all the same."""
    found = []
    if query.count('"') % 2:
        found.append('There is a quotation mark (") without its partner.')
    if not balanced(query):
        found.append("The parentheses do not match: PubMed may read the query otherwise than you mean.")
    return tuple(found)


def balanced(query: str) -> bool:
    """Whether every parenthesis outside of quotation marks has its partner."""
    depth = 0
    for character in _QUOTED.sub("", query):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def within(query: str, low: int, high: int) -> str:
    """The part of a query's results with PMIDs from ``low`` to ``high``.

    In parentheses, because PubMed works through AND, OR and NOT from left to right.
    """
    return f"({query}) AND {low}:{high}[UID]"
