"""Questions about likely duplicates and about merges done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from screening.duplicates.sharing import Group, Likeness, groups
from screening.records.models import Citation, Record
from screening.records.standing import screenable
from screening.reviews.models import Review

COMPARED = ("year", "volume", "pages", "doi", "pmid")  # sources word the others each in their own way
SHOWN = ("journal", *COMPARED, "types")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a citation in a comparison; ``differs``: two citations of the group contradict each other."""

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
    compared = Citation.objects.filter(screenable(), review=review).order_by("pk")
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
    differing = {name for name in COMPARED if len({v for c in citations if (v := getattr(c, name))}) > 1}
    shown = [
        [*_shown(citation, differing), Shown("from", _sources(citation), False)] for citation in citations
    ]
    keep = min(citations, key=_incompleteness)
    return Comparison(group, list(zip(citations, shown, strict=True)), keep)


def _shown(citation: Citation, differing: set[str]) -> Iterator[Shown]:
    for name in SHOWN:
        label = name.upper() if name in ("doi", "pmid") else name
        yield Shown(label, getattr(citation, name), name in differing)
    yield Shown(
        "abstract", f"{len(citation.abstract_text.split()):,} words" if citation.abstract_text else "", False
    )


def _sources(citation: Citation) -> str:
    names = (record.run.source.name for record in citation.records.all())
    return ", ".join(dict.fromkeys(names))


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
