"""PRISMA 2020 counts of a review, as a live query; ``boxes.py`` has the rows, ``counts.py`` the identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from screening.records.models import Route
from screening.reports import boxes
from screening.reports.counts import Column, Counts, ReasonCount, SourceCount
from screening.reports.replay import recount, replay
from screening.reviews.models import Review
from screening.searches.models import Source

LABELS = {
    "identified": "Records identified",
    "source": "Records identified",
    "kind": "Records identified",
    "excluded": "Records excluded",
    "duplicates": "Duplicate records removed",
    "automation": "Records marked as ineligible by automation tools",
    "removed_other": "Records removed for other reasons",
    "screened": "Records screened",
    "excluded_human": "Records excluded by people",
    "excluded_automation": "Records excluded by automation tools",
    "pending": "Records still to be screened",
    "conflicts": "Records in conflict",
    "forwarded": "Records included on title and abstract",
    "sought": "Reports sought for retrieval",
    "not_retrieved": "Reports not retrieved",
    "awaiting": "Reports whose full text is awaited",
    "assessed": "Reports assessed for eligibility",
    "ft_excluded": "Reports excluded",
    "ft_pending": "Reports still to be assessed",
    "ft_conflicts": "Reports in conflict",
    "included": "Reports of included studies",
    "reports": "Reports of included studies",
    "studies": "Studies included in review",
}
SUMMED = ("excluded", "removed_other", "ft_excluded")  # counted by what they consist of


def count(*, review: Review) -> Counts:
    """Every number by its own query; the number of queries does not grow with the review."""
    return Counts(
        dbr=_column(review, Route.DATABASES),
        other=_column(review, Route.OTHER),
        studies_included=boxes.included_studies(review).count(),
        reports_included=boxes.included_reports(review).count(),
    )


def _column(review: Review, route: str) -> Column:
    numbers = {key: rows(review, route).count() for key, rows in boxes.BOXES.items() if key not in SUMMED}
    removed = boxes.BOXES["removed_other"](review, route)
    excluded = boxes.BOXES["ft_excluded"](review, route)
    return Column(
        **numbers,
        sources=_sources(review, route),
        removed_other=tuple(
            ReasonCount(row["closed_reason"], row["closed_reason"], row["n"])
            for row in _grouped(removed, "closed_reason")
        ),
        ft_excluded=tuple(
            ReasonCount(
                str(row["candidate__reason"] or "none"),
                row["candidate__reason__label"] or "No reason",
                row["n"],
            )
            for row in _grouped(
                excluded, "candidate__reason__position", "candidate__reason", "candidate__reason__label"
            )
        ),
    )


def _sources(review: Review, route: str) -> tuple[SourceCount, ...]:
    """The sources of this column, those not searched yet included."""
    found = {row["run__source"]: row["n"] for row in _grouped(boxes.records(review, route), "run__source")}
    return tuple(
        SourceCount(source.key, source.name, source.kind, found.get(source.pk, 0))
        for source in Source.objects.filter(review=review)
        if source.route == route and (route == Route.DATABASES or source.pk in found)
    )


def _grouped(rows: QuerySet[Any], *by: str) -> QuerySet[Any]:
    return rows.order_by(*by).values(*by).annotate(n=Count("pk", distinct=True))


@dataclass(frozen=True, slots=True)
class Compared:
    """One number, counted from the tables and told by the trail."""

    key: str
    label: str
    live: int
    told: int

    @property
    def same(self) -> bool:
        return self.live == self.told


def compare(*, review: Review, counts: Counts) -> list[Compared]:
    """The live counts beside those that ``replay`` tells from the audit trail alone."""
    told, live = replay(review=review), counts.boxes()
    return [
        Compared(f"{route}.{key}", LABELS[key], live[f"{route}.{key}"], number)
        for route in Route.values
        for key, number in recount(told, route).items()
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    number: int
    link: str


def table(counts: Counts, links: Mapping[str, str]) -> list[tuple[str, list[Cell]]]:
    """The diagram's numbers as rows of a table: a label, and a cell for each column."""
    live = counts.boxes()
    return [
        (LABELS[key], [Cell(live[f"{route}.{key}"], links[f"{route}.{key}"]) for route in Route.values])
        for key in boxes.BOXES
    ]


def as_json(*, review: Review) -> dict[str, Any]:
    """What the page shows, for scripts: counts, boxes by key, identities and the recount from the trail."""
    counts = count(review=review)
    compared = compare(review=review, counts=counts)
    differing = [{"key": c.key, "live": c.live, "told": c.told} for c in compared if not c.same]
    return {
        "review": review.slug,
        **counts.as_json(),
        "boxes": counts.boxes(),
        "recount": {"compared": len(compared), "differing": differing},
    }
