"""Questions about citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from screening.protocol.models import Stage
from screening.records.models import Citation, Record
from screening.records.register_entry import RegisterEntry
from screening.records.standing import standing
from screening.records.trials import entries_of
from screening.reviews.models import Member

UNSEEN = ("abstract", "keywords", "types", "vernacular_title", "url")  # large, and not shown in lists


@dataclass(frozen=True, slots=True)
class Row:
    """A citation in a list, the sources of its records, and its candidates: one or none, and any number."""

    citation: Citation
    sources: list[str]
    records: int
    title_abstract: Any
    full_texts: list[Any]
    entry: RegisterEntry | None = None


def citations_of(*, member: Member) -> QuerySet[Citation]:
    """The review's citations, newest here first, those that count. Three queries with their rows."""
    received = (
        Record.objects.live()
        .select_related("run__source")
        .only("citation_id", "run__source__name")
        .order_by("pk")
    )
    citations = Citation.objects.filter(standing(), review=member.review).defer(*UNSEEN).order_by("-pk")
    return citations.prefetch_related(Prefetch("records", received), "candidates")


def rows(*, citations: Iterable[Citation]) -> list[Row]:
    """A page of ``citations_of``, ready to show."""
    shown = list(citations)
    entries = entries_of(citations=shown)
    return [_row(citation, entries.get(citation.pk)) for citation in shown]


def _row(citation: Citation, entry: RegisterEntry | None) -> Row:
    sources = [record.run.source.name for record in citation.records.all()]
    candidates = citation.candidates.all()  # of a slice above this one
    at_first = [candidate for candidate in candidates if candidate.stage == Stage.TITLE_ABSTRACT]
    later = [candidate for candidate in candidates if candidate.stage == Stage.FULL_TEXT]
    first = at_first[0] if at_first else None
    return Row(citation, list(dict.fromkeys(sources)), len(sources), first, later, entry)
