"""Agreement in parts, and one pair's verdicts crossed: what the pages about it lay out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Generic

from screening.decisions.agreement.comparing import Compared, Figures, Judged, Reading, in_parts
from screening.decisions.agreement.two import Agreement


@dataclass(frozen=True, slots=True)
class Part(Generic[Figures]):
    """One week's or one protocol version's share of what was judged."""

    label: str
    compared: Compared[Figures]


@dataclass(frozen=True, slots=True)
class Parts(Generic[Figures]):
    """``kind`` is ``week`` or ``version``: stable, for files; ``label`` is for people."""

    kind: str
    label: str
    parts: list[Part[Figures]]


@dataclass(frozen=True, slots=True)
class Row:
    """One verdict of the first member, and how often the second gave each; ``alike`` is the place where both agree."""

    verdict: str
    cells: list[int]
    alike: int
    total: int


@dataclass(frozen=True, slots=True)
class Crossed:
    verdicts: list[str]
    rows: list[Row]
    totals: list[int]
    total: int


def parts_of(
    judged: list[Judged], compare: Callable[[Iterable[Judged]], Compared[Figures]]
) -> list[Parts[Figures]]:
    """By week, latest first, and by protocol version; parts in which nothing was judged by both are left out."""
    weeks = in_parts(judged, attrgetter("week"))
    versions = in_parts(judged, lambda one: one.version or 0)
    by_week = [Part(_week(monday), compare(weeks[monday])) for monday in sorted(weeks, reverse=True)]
    by_version = [Part(_version(k), compare(versions[k])) for k in sorted(versions, reverse=True)]
    return [
        Parts("week", "Week", [part for part in by_week if part.compared.total]),
        Parts("version", "Protocol", [part for part in by_version if part.compared.total]),
    ]


def crossed(agreement: Agreement, reading: Reading) -> Crossed:
    """A 2×2 or 3×3 table."""
    verdicts, counts = reading.categories, agreement.counts
    firsts, seconds = agreement.firsts, agreement.seconds
    rows = [
        Row(a, [counts.get((a, b), 0) for b in verdicts], place, firsts[a])
        for place, a in enumerate(verdicts)
    ]
    return Crossed(list(verdicts), rows, [seconds[b] for b in verdicts], agreement.total)


def _week(monday: date) -> str:
    return f"{monday:%G-W%V}, from {monday.day} {monday:%b %Y}"


def _version(number: int) -> str:
    return f"version {number}" if number else "votes under several versions"
