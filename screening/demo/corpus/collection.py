"""What can be searched: records in ascending PMID order, and sets of them as the bits of one integer.

Bit *i* stands for the *i*-th record, so AND, OR and NOT are single machine-speed operations on any number of
records.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress

from screening.demo.corpus.article import Article
from screening.demo.corpus.fields import DATES, TEXTS, needle
from screening.demo.corpus.pubmed_article import article_xml

_AS_NUMBERS = bytes.maketrans(b"01", b"\x00\x01")


class Collection(ABC):
    """Records with what the query evaluator asks of them."""

    def __init__(self, pmids: Sequence[int]) -> None:
        """``pmids`` ascend."""
        self.pmids = pmids
        self.everything = (1 << len(pmids)) - 1
        self.revised: dict[int, str] = {}  # the elements of records that were revised after they came out

    @abstractmethod
    def article(self, pmid: int) -> Article | None: ...

    @abstractmethod
    def element(self, pmid: int) -> str | None:
        """The record's PubmedArticle or PubmedBookArticle element; ``None`` where there is no such PMID."""

    @abstractmethod
    def find(self, field: str, phrase: str, cut: bool = False) -> int:
        """Records with the folded ``phrase`` in the field; ``cut``: as the beginning of a longer word."""

    @abstractmethod
    def between(self, field: str, first: dt.date, last: dt.date) -> int:
        """Records whose date of that field lies in the closed interval."""

    def with_uids(self, first: int, last: int) -> int:
        low, high = bisect_left(self.pmids, first), bisect_right(self.pmids, last)
        return (1 << high) - (1 << low) if high > low else 0

    def newest_first(self, chosen: int) -> list[int]:
        """The PMIDs of a set, highest first: the order of an unsorted PubMed answer."""
        flags = format(chosen, f"0{len(self.pmids)}b").encode().translate(_AS_NUMBERS)
        return list(compress(reversed(self.pmids), flags))


class Records(Collection):
    """A collection held in memory."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {a.pmid: a for a in sorted(articles, key=lambda a: a.pmid)}
        super().__init__(tuple(self._articles))
        self.revised = {a.pmid: article_xml(_revised(a)) for a in self._articles.values() if a.later}
        self._texts = {name: [text(a) for a in self._articles.values()] for name, text in TEXTS.items()}
        self._dates = {name: [date(a) for a in self._articles.values()] for name, date in DATES.items()}

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())

    def article(self, pmid: int) -> Article | None:
        return self._articles.get(pmid)

    def element(self, pmid: int) -> str | None:
        article = self._articles.get(pmid)
        return article_xml(article) if article else None

    def find(self, field: str, phrase: str, cut: bool = False) -> int:
        sought = needle(field, phrase, cut)
        return _bits(sought in text for text in self._texts[field])

    def between(self, field: str, first: dt.date, last: dt.date) -> int:
        return _bits(first <= day <= last for day in self._dates[field])


def _revised(article: Article) -> Article:
    retracted = any(link.kind == "RetractionIn" for link in article.later)
    types = (*article.types, "Retracted Publication") if retracted else article.types
    return replace(article, links=(*article.links, *article.later), types=types)


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << position for position, flag in enumerate(flags) if flag)
