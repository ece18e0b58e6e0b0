"""Two citations field by field, what differs marked word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.duplicates.differing import Piece, pieces
from screening.duplicates.models import Pair
from screening.duplicates.rules import BY_NAME
from screening.duplicates.telling import Telling, tell
from screening.records.models import Citation, Record

SHOWN = (
    "title",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "types",
    "abstract",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both. ``state`` is ``same``, ``differs``, or ``alone`` where only one of them says something."""

    name: str
    one: list[Piece]
    other: list[Piece]
    state: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """``sources`` of each, with how many records; ``sentence`` is the rule's."""

    pair: Pair
    one: Citation
    other: Citation
    sources: tuple[list[str], list[str]]
    rows: list[Row]
    telling: Telling
    sentence: str


def side_by_side(*, pair: Pair) -> SideBySide:
    """Two queries."""
    pair = Pair.objects.select_related("one__citation", "other__citation", "by__user").get(pk=pair.pk)
    one, other = pair.one.citation, pair.other.citation
    names = sources_of((one.pk, other.pk))
    rule = BY_NAME.get(pair.rule)
    return SideBySide(
        pair,
        one,
        other,
        (names[one.pk], names[other.pk]),
        [row for name in SHOWN if (row := _row(name, one, other))],
        tell(pair.one.description, pair.other.description),
        rule.sentence if rule else pair.evidence,
    )


def sources_of(citations: Sequence[int]) -> dict[int, list[str]]:
    """Where the records of each came from, the earliest first. One query."""
    names: dict[int, list[str]] = {pk: [] for pk in citations}
    received = Record.objects.live().filter(citation__in=names).order_by("pk")
    for citation, name in received.values_list("citation_id", "run__source__name"):
        names[citation].append(name)
    return names


def field_name(name: str) -> str:
    return name.upper() if name in ("doi", "pmid") else name


def _row(name: str, one: Citation, other: Citation) -> Row | None:
    ours, theirs = text_of(one, name), text_of(other, name)
    if not ours and not theirs:
        return None
    left, right = pieces(ours, theirs if name != "types" else ours)
    if name == "types":  # each source has words of its own for them
        right = [Piece(theirs, False)] if theirs else []
    differs = any(piece.differs for piece in (*left, *right))
    state = "alone" if not (ours and theirs) else "differs" if differs else "same"
    return Row(field_name(name), left, right, state)


def text_of(citation: Citation, name: str) -> str:
    if name == "authors":
        return "; ".join(citation.author_names)
    if name == "abstract":
        return citation.abstract_text
    return str(getattr(citation, name) or "")
