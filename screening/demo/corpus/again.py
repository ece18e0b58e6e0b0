"""The same report entered a second time, with the small differences that make duplicates hard to see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from screening.demo.corpus.article import Article, Issued


def second_entry(article: Article, number: int) -> Article:
    """A duplicate of ``article`` under a PMID of its own; ``number`` chooses the way it differs."""
    other = _WAYS[number % len(_WAYS)](article)
    entered = article.entered + dt.timedelta(days=25)
    return replace(other, pmid=article.pmid + 2, entered=entered, pmc="", pii="", topic="second entry")


def _shouted(a: Article) -> Article:
    """Capital title, initials only, no identifier."""
    title = a.title if "<" in a.title or "&" in a.title else a.title.upper()
    people = tuple(replace(person, given=person.initials, affiliation="") for person in a.people)
    return replace(a, title=title, people=people, doi="")


def _next_year(a: Article) -> Article:
    """The printed issue after the online one: another year, other pages, American spelling."""
    year = a.issued.day_searched.year + 1
    title = a.title.replace("randomised", "randomized").replace("tumour", "tumor")
    other = replace(a, title=title, issued=Issued(year), volume="", pages="1-9", online=None)
    return replace(other, doi=a.doi.upper())


def _bare(a: Article) -> Article:
    """Not indexed: no abstract, headings or keywords, but the same DOI."""
    title = a.title.replace(": ", " - ", 1)
    return replace(a, title=title, parts=(), mesh=(), keywords=(), status="Publisher")


def _one_author_fewer(a: Article) -> Article:
    """A name lost and the subtitle gone."""
    title = a.title.partition(":")[0].rstrip(".?") + "."
    journal = replace(a.journal, issn="")
    return replace(a, title=title, people=a.people[:-1] or a.people, journal=journal, doi="")


_WAYS: Final[tuple[Callable[[Article], Article], ...]] = (_shouted, _next_year, _bare, _one_author_fewer)
