"""The versions of a source's strategy: who kept each and when, what its runs found, who looked it over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from screening.lib.word_diff import Piece, words
from screening.searches.models import Run, Search, Source
from screening.searches.strategy_models import PeerReview

TEXTS = {"strategy": "Strategy", "limits": "Limits", "notes": "Notes"}


@dataclass(frozen=True, slots=True)
class Version:
    search: Search
    runs: list[Run]
    reviews: list[PeerReview]


@dataclass(frozen=True, slots=True)
class Difference:
    """One text of a strategy in which two versions differ; ``label`` names it."""

    label: str
    pieces: list[Piece]


def kept_strategies(*, source: Source) -> QuerySet[Search]:
    """Every version with a text, the newest first. (A file may be imported without saying how it was found.)"""
    kept = Search.objects.filter(source=source).exclude(strategy="")
    return kept.select_related("created_by__user", "source").order_by("-pk")


def differs(one: Search, other: Search) -> bool:
    """Whether two versions search for something else; notes do not matter."""
    return (one.strategy.strip(), one.limits.strip()) != (other.strategy.strip(), other.limits.strip())


def versions(*, searches: Sequence[Search]) -> list[Version]:
    """These strategies with their runs and peer reviews; two queries, however many there are."""
    runs, reviews = defaultdict(list), defaultdict(list)
    for run in Run.objects.filter(search__in=searches).select_related("by__user"):
        runs[run.search_id].append(run)
    for review in PeerReview.objects.filter(search__in=searches).select_related(
        "search", "reviewer__user", "noted_by__user"
    ):
        reviews[review.search_id].append(review)
    return [Version(search, runs[search.pk], reviews[search.pk]) for search in searches]


def differences(before: Search, after: Search) -> list[Difference]:
    """Word by word; empty where the two say the same."""
    return [
        Difference(label, words(old, new))
        for name, label in TEXTS.items()
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
