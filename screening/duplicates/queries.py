"""Questions about likely duplicates and about merges done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from screening.duplicates.matching import Group, Likeness, groups
from screening.records.models import Citation, Record
from screening.reviews.models import Review

SHOWN = ("journal", "year", "volume", "pages", "doi", "pmid", "types")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a citation in a comparison; ``differs``: not all citations of the group say the same."""

    name: str
    value: object
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group with its citations, and the one to keep by default: the most complete, then the earliest."""

    group: Group
    citations: list[tuple[Citation, list[Shown]]]
    keep: Citation


def likely_duplicates(*, review: Review) -> list[Group]:
    """Groups of open citations that share a DOI, a PMID, or title and year. One query."""
    compared = Citation.objects.filter(review=review, merged_into=None, closed_as="").order_by("pk")
    rows = compared.values_list("pk", "title", "year", "doi", "pmid").iterator(chunk_size=5000)
    return groups(Likeness(*row) for row in rows)


def comparisons(*, found: Sequence[Group]) -> list[Comparison]:
    """The groups of one page with what they are told apart by. Two queries."""
    citations = with_records(Citation.objects.filter(pk__in=[pk for group in found for pk in group.pks]))
    by_pk = {citation.pk: citation for citation in citations}
    return [_comparison(group, [by_pk[pk] for pk in group.pks]) for group in found]


def merges_of(*, review: Review) -> QuerySet[Citation]:
    """Citations that were merged into another, the latest first."""
    return (
        Citation.objects.filter(review=review)
        .exclude(merged_into=None)
        .select_related("merged_into")
        .only(
            "title",
            "year",
            "journal",
            "merged_into__title",
            "merged_into__year",
            "merged_into__merged_into_id",
        )
        .order_by("-pk")
    )


def with_records(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    received = Record.objects.defer("raw_compressed").select_related("run__source").order_by("pk")
    return citations.prefetch_related(Prefetch("records", received)).order_by("pk")


def _comparison(group: Group, citations: list[Citation]) -> Comparison:
    differing = {name for name in SHOWN if len({getattr(citation, name) for citation in citations}) > 1}
    shown = [[Shown(name, getattr(c, name), name in differing) for name in SHOWN] for c in citations]
    keep = min(citations, key=_incompleteness)
    return Comparison(group, list(zip(citations, shown, strict=True)), keep)


def _incompleteness(citation: Citation) -> tuple[int, int]:
    known = (
        citation.abstract_text,
        citation.doi,
        citation.pmid,
        citation.journal,
        citation.pages,
        citation.year,
    )
    return -sum(bool(value) for value in known), citation.pk
