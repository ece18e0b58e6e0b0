"""Questions about citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from screening.protocol.models import Stage
from screening.records import labels
from screening.records.correction_models import Correction
from screening.records.keyset import Page
from screening.records.models import Citation, Record
from screening.records.overlay import LABELS, in_words
from screening.records.register_entry import RegisterEntry
from screening.records.standing import standing
from screening.records.trials import entries_of
from screening.reviews.models import Member

# a list is counted up to here before it is shown, and to its end after that
COUNTED, COUNTED_BY_WORDS = 10_000, 500  # by words PostgreSQL looks at each row
# true of all: it leads SQLite, which has gathered no figures about its tables, to an index that holds what is asked
INDEXED = Q(year_key__gte=-(10**6))
UNSEEN = ("abstract", "keywords", "types", "vernacular_title", "url")  # large, and not shown in lists


@dataclass(frozen=True, slots=True)
class Row:
    """A citation in a list, the sources of its records, its labels, and its candidates: one or none, and any number."""

    citation: Citation
    sources: list[str]
    records: int
    labels: list[labels.Put]
    title_abstract: Any
    full_texts: list[Any]
    entry: RegisterEntry | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; ``more`` where they were not counted to the end."""

    number: int
    more: bool = False


def citations_of(*, member: Member) -> QuerySet[Citation]:
    """The review's citations, those that count."""
    return Citation.objects.filter(standing(), review=member.review)


def count_of(*, found: QuerySet[Citation], page: Page, by_words: bool) -> Count:
    """Of the list of which ``page`` is one: as many as it has, or more than what is quickly counted."""
    if not page.has_previous and not page.has_next:
        return Count(len(page.ids))
    most = COUNTED_BY_WORDS if by_words else COUNTED
    number = found.filter(INDEXED)[: most + 1].count()
    return Count(min(number, most), number > most)


def count_all(*, found: QuerySet[Citation]) -> int:
    return found.filter(INDEXED).count()


def rows(*, member: Member, ids: Sequence[int]) -> list[Row]:
    """These citations of the review, in this order, ready to show. Six queries at most."""
    received = (
        Record.objects.live()
        .select_related("run__source")
        .only("citation_id", "run__source__name")
        .order_by("pk")
    )
    told = citations_of(member=member).defer(*UNSEEN)
    found = told.prefetch_related(Prefetch("records", received), "candidates__report").in_bulk(ids)
    put = labels.on(member=member, citations=ids)
    entries = entries_of(citations=list(found.values()))
    return [_row(found[pk], put.get(pk, []), entries.get(pk)) for pk in ids if pk in found]


def _row(citation: Citation, put: list[labels.Put], entry: RegisterEntry | None) -> Row:
    sources = [record.run.source.name for record in citation.records.all()]
    candidates = citation.candidates.all()  # of a slice above this one
    at_first = [candidate for candidate in candidates if candidate.stage == Stage.TITLE_ABSTRACT]
    later = [candidate for candidate in candidates if candidate.stage == Stage.FULL_TEXT]
    first = at_first[0] if at_first else None
    return Row(citation, list(dict.fromkeys(sources)), len(sources), put, first, later, entry)


def standing_corrections(*conditions: Q, **about: Any) -> QuerySet[Correction]:
    """The corrections that citations show, one for each field that does not say what was received.

    ``conditions`` and ``about`` narrow them: ``citation=…``, ``job=…``.
    """
    later = Correction.objects.filter(
        citation=OuterRef("citation"), field=OuterRef("field"), pk__gt=OuterRef("pk")
    )
    rows = Correction.objects.filter(*conditions, **about).filter(~Exists(later)).exclude(restores=True)
    return rows.select_related("by__user").order_by("pk")


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A standing correction in words; ``received`` is empty where the field was."""

    row: Correction
    label: str
    received: str
    origin: str


def correction_lines(*, citation: Citation) -> list[CorrectionLine]:
    return [
        CorrectionLine(
            row, LABELS[row.field], in_words(row.field, row.received), f"{row.source} {row.accession}"
        )
        for row in standing_corrections(citation=citation)
    ]
