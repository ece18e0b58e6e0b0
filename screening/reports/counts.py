"""The numbers of a PRISMA 2020 flow diagram, and the identities that must hold between them.

Units: records, from *sought* on reports, at last studies. PRISMA 2020: Page MJ, et al. BMJ 2021;372:n71.
Every number is counted by itself; none is the sum or difference of others, so that a mistake shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

DATABASES, REGISTERS = "database", "register"
OTHER_KINDS = {
    "website": "Websites",
    "organisation": "Organisations",
    "citation_searching": "Citation searching",
    "contact": "Contacts",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class SourceCount:
    """Records identified from one source; ``kind`` is database, register or a key of ``OTHER_KINDS``."""

    key: str
    name: str
    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many for one reason; ``key`` is the reason's code, ``label`` what people read."""

    key: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Two ways to count the same thing; ``sentence`` spells both out."""

    name: str
    left: int
    right: int
    sentence: str

    @property
    def holds(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Column:
    """One route through the review.

    ``forwarded``: records whose outcome at title/abstract is *included*. ``assessed``: reports sought and not
    signed as *not retrieved*; of these ``awaiting`` have no full text yet, ``ft_pending`` lack votes,
    ``ft_conflicts`` await a resolution. PRISMA's template has boxes for all of the first column; in the
    second, *other methods*, what happens before *sought* is a footnote.
    """

    identified: int = 0
    sources: tuple[SourceCount, ...] = ()
    duplicates: int = 0
    automation: int = 0
    removed_other: tuple[ReasonCount, ...] = ()
    screened: int = 0
    excluded_human: int = 0
    excluded_automation: int = 0
    pending: int = 0
    conflicts: int = 0
    forwarded: int = 0
    sought: int = 0
    not_retrieved: int = 0
    awaiting: int = 0
    assessed: int = 0
    ft_excluded: tuple[ReasonCount, ...] = ()
    ft_pending: int = 0
    ft_conflicts: int = 0
    included: int = 0

    def of_kind(self, kind: str) -> tuple[SourceCount, ...]:
        return tuple(source for source in self.sources if source.kind == kind)

    def boxes(self) -> Iterator[tuple[str, int]]:
        """Every number that has a list behind it, by key (without the column's)."""
        for name, value in ((f, getattr(self, f)) for f in self.__dataclass_fields__):
            if isinstance(value, int):
                yield name, value
        yield "excluded", self.excluded_human + self.excluded_automation
        yield "removed_other", sum(one.n for one in self.removed_other)
        yield "ft_excluded", sum(one.n for one in self.ft_excluded)
        for kind in dict.fromkeys(source.kind for source in self.sources):
            yield f"kind.{kind}", sum(source.n for source in self.of_kind(kind))
        for source in self.sources:
            yield f"source.{source.key}", source.n
        for reason in self.removed_other:
            yield f"removed_other.{reason.key}", reason.n
        for reason in self.ft_excluded:
            yield f"ft_excluded.{reason.key}", reason.n

    def open(self) -> Iterator[tuple[str, str, int]]:
        """What keeps the column a draft: box, what it is in words, how many."""
        words = {
            "pending": "to be screened",
            "conflicts": "in conflict at title and abstract",
            "awaiting": "awaiting their full text",
            "ft_pending": "to be assessed in full text",
            "ft_conflicts": "in conflict at full text",
        }
        return ((box, text, n) for box, text in words.items() if (n := getattr(self, box)))


@dataclass(frozen=True, slots=True)
class Previous:
    """The frozen numbers of the version that this review updates."""

    studies: int
    reports: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Both columns (``dbr``: databases and registers) and where they meet. Box keys: ``dbr.screened``,
    ``other.ft_excluded.E1``, ``included.reports`` …"""

    dbr: Column = field(default_factory=Column)
    other: Column = field(default_factory=Column)
    studies_included: int = 0
    reports_included: int = 0
    previous: Previous | None = None

    @property
    def has_other_methods(self) -> bool:
        return any(n for _, n in self.other.boxes()) or bool(self.other.sources)

    @property
    def draft(self) -> bool:
        """Something is still undecided, in conflict or waiting for its full text."""
        return any(True for column in (self.dbr, self.other) for _ in column.open())

    def boxes(self) -> dict[str, int]:
        """Every number by the key of its box."""
        found = {
            f"{name}.{box}": n
            for name, column in (("dbr", self.dbr), ("other", self.other))
            for box, n in column.boxes()
        }
        found |= {"included.studies": self.studies_included, "included.reports": self.reports_included}
        if self.previous:
            found |= {"previous.studies": self.previous.studies, "previous.reports": self.previous.reports}
        return found

    def identities(self) -> list[Identity]:
        """What must hold whatever the state of the review."""
        routes = [
            ("from databases and registers", self.dbr.included),
            ("from other methods", self.other.included),
        ]
        return [
            *_of_column(self.dbr, "databases and registers"),
            *(_of_column(self.other, "other methods") if self.has_other_methods else ()),
            _identity("included reports", ("reports included", self.reports_included), routes),
        ]

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, the same for the same counts."""
        identities = [asdict(one) | {"holds": one.holds} for one in self.identities()]
        return {"format": "prisma-2020", **asdict(self), "draft": self.draft, "identities": identities}


Term = tuple[str, int]


def _of_column(column: Column, name: str) -> Iterator[Identity]:
    identified, assessed = ("records identified", column.identified), ("reports assessed", column.assessed)
    removed = [
        ("duplicates", column.duplicates),
        ("ineligible by automation", column.automation),
        ("removed for other reasons", sum(reason.n for reason in column.removed_other)),
    ]
    ends = [
        ("excluded by people", column.excluded_human),
        ("excluded by automation", column.excluded_automation),
        ("to be screened", column.pending),
        ("in conflict", column.conflicts),
        ("sent on to full text", column.forwarded),
    ]
    outcomes = [(f"excluded as \u201c{reason.label}\u201d", reason.n) for reason in column.ft_excluded]
    outcomes += [
        ("included", column.included),
        ("awaiting their full text", column.awaiting),
        ("to be assessed", column.ft_pending),
        ("in conflict", column.ft_conflicts),
    ]
    sources = [(source.name, source.n) for source in column.sources]
    yield _identity(f"{name}: identified", identified, [*removed, ("screened", column.screened)])
    yield _identity(f"{name}: sources", identified, sources)
    yield _identity(f"{name}: one end for each record", identified, [*removed, *ends])
    not_retrieved = ("not retrieved", column.not_retrieved)
    yield _identity(f"{name}: assessed", assessed, [("sought", column.sought)], minus=[not_retrieved])
    yield _identity(f"{name}: outcomes", assessed, outcomes)


def _identity(name: str, left: Term, plus: Sequence[Term], minus: Sequence[Term] = ()) -> Identity:
    right = sum(n for _, n in plus) - sum(n for _, n in minus)
    spelt = " + ".join(f"{label} {n:,}" for label, n in plus) or "nothing 0"
    spelt += "".join(f" \u2212 {label} {n:,}" for label, n in minus)
    sign = "=" if left[1] == right else "\u2260"
    return Identity(name, left[1], right, f"{left[0]} {left[1]:,} {sign} {spelt}")
