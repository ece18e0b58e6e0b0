"""All PMIDs of a query, also beyond the 9,999 that ESearch gives at once.

The result is split by ranges of PMIDs, never by publication date: hundreds of thousands of records share one
1 January. A range that is still too large is split again, so nothing depends on the order of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from screening.searches.connector import SearchInterrupted, SearchRefused
from screening.searches.pubmed.esearch import MOST, Found
from screening.searches.pubmed.query import balanced, within

HIGHEST = 99_999_999  # above any PMID; they passed 40 million in 2025
ROUNDS = 3
_ALMOST = MOST * 9 // 10  # a range guessed to hold so many leaves room for a wrong guess

Ask = Callable[[str], Found]


def every_pmid(query: str, found: Found, ask: Ask) -> tuple[Found, list[str], str]:
    """The answer to the whole query, all its PMIDs newest first, and a warning if these do not add up.

    ``found`` is the answer to begin with. PubMed changes while it is read: a sum that differs from the count
    is taken anew, ``ROUNDS`` times in all.
    """
    for remaining in reversed(range(ROUNDS)):
        pmids = list(dict.fromkeys(chain.from_iterable(parts(query, found, ask))))
        if len(pmids) == found.count:
            return found, pmids, ""
        if remaining:
            found = ask(query)
    return (
        found,
        pmids,
        (
            f"PubMed counts {found.count:,} records but names {len(pmids):,}: it changed while it was read. "
            "Run the search again later and compare."
        ),
    )


def parts(query: str, found: Found, ask: Ask) -> Iterator[tuple[str, ...]]:
    """The PMIDs of a query that ``found`` is the answer to, in ranges from the newest down, each complete."""
    if found.complete:
        yield found.pmids
        return
    if not balanced(query):
        raise SearchRefused(
            f"PubMed finds {found.count:,} records and gives {MOST:,} at a time. To ask in parts, the "
            "parentheses of the query must match. Correct them and search again."
        )
    cut = _guess(found, 1, HIGHEST)
    waiting = [(1, cut - 1, False), (cut, HIGHEST, True)]
    while waiting:
        low, high, was_guess = waiting.pop()
        answer = ask(within(query, low, high))
        if answer.complete:
            yield answer.pmids
        elif low == high:
            raise SearchInterrupted("PubMed does not divide this search by PMIDs as it should.")
        else:
            cut = _middle(low, high) if was_guess else _guess(answer, low, high)
            waiting += [(low, cut - 1, False), (cut, high, True)]


def _guess(answer: Found, low: int, high: int) -> int:
    """Where the upper range begins if the answer is newest first, as PubMed's are: it then just fits."""
    newest_first = sorted(map(int, answer.pmids), reverse=True)
    return min(max(newest_first[_ALMOST], low + 1), high)


def _middle(low: int, high: int) -> int:
    return (low + high + 1) // 2
