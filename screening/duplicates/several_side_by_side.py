"""Several citations field by field, in columns, each marked word by word against the first."""

from __future__ import annotations

from dataclasses import dataclass

from screening.duplicates.differing import Piece, against_first
from screening.duplicates.gathering import Gathered
from screening.duplicates.models import Pair
from screening.duplicates.queries import with_citations
from screening.duplicates.rules import BY_NAME
from screening.duplicates.side_by_side import SHOWN, field_name, sources_of, text_of
from screening.records.models import Citation


@dataclass(frozen=True, slots=True)
class Column:
    """A citation, and the ``sources`` of its records."""

    citation: Citation
    sources: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """Why two of the columns are asked about: numbers of columns from 1, the rule's sentence, the evidence."""

    pair: Pair
    columns: tuple[int, int]
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One field of all. ``state`` is ``same``, ``differs``, or ``alone`` where some say nothing."""

    name: str
    cells: list[list[Piece]]
    state: str


@dataclass(frozen=True, slots=True)
class Columns:
    columns: list[Column]
    questions: list[Question]
    rows: list[Row]
    more: bool


def several_side_by_side(*, gathered: Gathered) -> Columns:
    """Two queries, however many columns there are."""
    pairs = with_citations(Pair.objects.filter(pk__in=gathered.pairs)).order_by("pk")
    here: dict[int, Citation] = {}
    for pair in pairs:
        here |= {record.citation_id: record.citation for record in (pair.one, pair.other)}
    citations = [here[pk] for pk in gathered.citations]
    sources = sources_of(gathered.citations)
    return Columns(
        [Column(citation, sources[citation.pk]) for citation in citations],
        _questions(list(pairs), gathered.citations),
        [row for name in SHOWN if (row := _row(name, citations))],
        gathered.more,
    )


def _questions(pairs: list[Pair], citations: tuple[int, ...]) -> list[Question]:
    place = {pk: number for number, pk in enumerate(citations, 1)}
    told: dict[tuple[int, int], Question] = {}
    for pair in pairs:
        one, other = sorted((place[pair.one.citation_id], place[pair.other.citation_id]))
        rule = BY_NAME.get(pair.rule)
        told.setdefault((one, other), Question(pair, (one, other), rule.sentence if rule else ""))
    return [told[two] for two in sorted(told)]


def _row(name: str, citations: list[Citation]) -> Row | None:
    texts = [text_of(citation, name) for citation in citations]
    if not any(texts):
        return None
    cells = against_first(texts)
    if name == "types":  # each source has words of its own for them
        cells = [[Piece(text, False)] if text else [] for text in texts]
    differs = any(piece.differs for pieces in cells for piece in pieces)
    return Row(field_name(name), cells, "differs" if differs else "same" if all(texts) else "alone")
