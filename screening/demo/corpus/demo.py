"""The demonstration's corpus: composed articles, the special cases, and some reports that came twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from screening.demo.corpus.again import second_entry
from screening.demo.corpus.article import Article, Link
from screening.demo.corpus.collection import Records
from screening.demo.corpus.composition import compose, topics
from screening.demo.corpus.specials import special_articles

FIRST_PMID: Final = 90_000_001
_STEP: Final = 10  # leaves room between two composed articles for special ones (…5) and second entries (…3)
RETRACTED_LATER: Final = 90_001_201  # a trial that the prepared review includes
_EVERY: Final = 24  # one composed article in so many was entered twice


@cache
def demo_collection() -> Records:
    """The same few hundred records every time; one in five is worth a second look for the demo's review."""
    composed = list(_numbered())
    twice = (second_entry(article, number) for number, article in enumerate(composed[7::_EVERY]))
    return Records([*composed, *special_articles(), *twice])


def _numbered() -> Iterator[Article]:
    composed = [article for name in topics() for article in compose(name)]
    composed.sort(key=lambda a: (a.entered, a.title))
    for number, article in enumerate(composed):
        yield _identified(article, FIRST_PMID + _STEP * number, number)


def _identified(article: Article, pmid: int, number: int) -> Article:
    """PMIDs rise with the day of entry.

    10.5555 is Crossref's prefix for tests; NCT99… and PMC99… have not been given to anything.
    """
    return replace(
        article,
        pmid=pmid,
        doi=f"10.5555/invented.{article.entered.year}.{pmid % 1_000_000:06}" if number % 9 else "",
        pmc=f"PMC99{pmid % 1_000_000:06}" if number % 3 == 0 else "",
        pii=f"S9999-{pmid % 1_000_000:06}" if number % 4 == 0 else "",
        later=(_retraction(article, pmid),) if pmid == RETRACTED_LATER else (),
        nct=f"NCT99{pmid % 1_000_000:06}" if "Clinical Trial" in " ".join(article.types) else "",
    )


def _retraction(article: Article, pmid: int) -> Link:
    return Link("RetractionIn", pmid + 8, f"{article.journal.abbreviation}. 2026 May;36(5):301")
