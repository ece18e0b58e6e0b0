"""Records by the thousand, for benchmarks: made when asked for, never held as a whole.

Abstracts repeat every ``KINDS`` records; titles, identifiers and dates do not. So a search reads only
``KINDS`` texts and repeats what it found. Every record carries the keyword "bulk record".
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Final

from screening.demo.corpus.article import Article, Issued
from screening.demo.corpus.collection import Collection, Records
from screening.demo.corpus.demo import demo_collection
from screening.demo.corpus.pubmed_article import article_xml

FIRST_PMID: Final = 20_000_003
STEP: Final = 7
KINDS: Final = 64
_WITH_TITLES: Final = ("Title", "Title/Abstract", "Text Word", "All Fields")
_FIRST_DAY: Final = dt.date(1990, 1, 1)
_DAYS: Final = 12_500  # the records are spread evenly over these


def bulk(n: int) -> Collection:
    """``n`` records of some 4.8 KB with the PMIDs 20000003, 20000010, …"""
    return Bulk(n)


class Bulk(Collection):
    def __init__(self, n: int) -> None:
        super().__init__(range(FIRST_PMID, FIRST_PMID + STEP * n, STEP))
        self._kinds = Records(_kinds())
        self._ordered = [kind for pmid in self._kinds.pmids if (kind := self._kinds.article(pmid))]
        cycles = -(-n // KINDS)
        self._first_of_each_cycle = ((1 << KINDS * cycles) - 1) // ((1 << KINDS) - 1) if n else 0

    def article(self, pmid: int) -> Article | None:
        position, rest = divmod(pmid - FIRST_PMID, STEP)
        if rest or not 0 <= position < len(self.pmids):
            return None
        kind, entered = self._ordered[position % KINDS], self._entered(position)
        return replace(
            kind,
            pmid=pmid,
            title=f"{kind.title} {position + 1}.",
            doi=f"10.5555/bulk.{pmid}",
            pii=f"B{pmid}",
            entered=entered,
            online=None,
            issued=Issued(entered.year, entered.month, entered.day),
        )

    def element(self, pmid: int) -> str | None:
        article = self.article(pmid)
        return article_xml(article) if article else None

    def find(self, field: str, phrase: str, cut: bool = False) -> int:
        """A number is a cohort number, which only one title has; other words stand in the kinds' texts."""
        own = 0
        if phrase.isdigit() and field in _WITH_TITLES:
            position = int(phrase) - 1
            own = 1 << position if 0 <= position < len(self.pmids) else 0
        return (self._kinds.find(field, phrase, cut) * self._first_of_each_cycle | own) & self.everything

    def between(self, field: str, first: dt.date, last: dt.date) -> int:
        """All date fields agree on the day of entry here, and it rises with the PMID."""
        positions = range(len(self.pmids))
        low = bisect_left(positions, first, key=self._entered)
        high = bisect_right(positions, last, key=self._entered)
        return (1 << high) - (1 << low) if high > low else 0

    def _entered(self, position: int) -> dt.date:
        return _FIRST_DAY + dt.timedelta(days=position * _DAYS // len(self.pmids))


def _kinds() -> list[Article]:
    whole = [article for article in demo_collection() if article.parts and article.mesh and not article.links]
    chosen = whole[:: len(whole) // KINDS][:KINDS]
    return [
        replace(kind, title=f"{kind.title.rstrip('.')}: cohort", keywords=(*kind.keywords, "bulk record"))
        for kind in chosen
    ]
