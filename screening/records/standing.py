"""Which records and citations count. Every list, queue and number asks here.

A run that was undone keeps its records, and citations known from no other run are *withdrawn*: kept with their votes
and full texts, and shown in no list, until the run is restored or another run finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from screening.records.models import DATABASE_KINDS, Citation, Record, Route
from screening.reviews.models import Review


def standing(path: str = "") -> Q:
    """Citations that count; ``path`` leads to them (``citation__``)."""
    return Q(**{f"{path}merged_into": None, f"{path}withdrawn": False})


def screenable(path: str = "") -> Q:
    """Of these, the ones not taken out before screening."""
    return standing(path) & Q(**{f"{path}closed_as": ""})


def apart(*, review: Review) -> QuerySet[Citation]:
    """The review's citations that are not to be screened: few, and listed by an index of their own, so that leaving
    them out of a hundred thousand candidates or votes is quicker than a join with every citation."""
    return Citation.objects.filter(~screenable(), review=review)


def restate(citations: Iterable[int] | QuerySet[Any, Any]) -> None:
    """Say again of citations (their ids) whether they are withdrawn, and which route found them first.

    A part of other operations: of each that withdraws, restores or moves records.
    """
    some = Citation.objects.filter(pk__in=citations, merged_into=None)
    live = Record.objects.live().filter(citation=OuterRef("pk"))
    some.filter(~Exists(live), withdrawn=False).update(withdrawn=True)
    some.filter(Exists(live), withdrawn=True).update(withdrawn=False)
    found_in_database = When(run__source__kind__in=DATABASE_KINDS, then=Value(Route.DATABASES.value))
    first = live.order_by("pk").values_list(Case(found_in_database, default=Value(Route.OTHER.value)))[:1]
    for route in Route.values:
        some.alias(first=Subquery(first)).filter(first=route).exclude(route=route).update(route=route)
