"""Who gave which first vote, compared: two members, or all of them; in one week, under one protocol version.

*Maybe* is read in two ways: as *include*, which leaves two categories, and as a category of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Generic, TypeVar

from screening.decisions.agreement.many import ManyAgreement
from screening.decisions.agreement.two import Agreement, agreement_of

ENOUGH = 20  # candidates: below that a figure would tell of single ones
Figures = TypeVar("Figures")  # Agreement or ManyAgreement
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Judged:
    """``count`` candidates on which these members (by id) gave these verdicts first, independently.

    ``week`` is the Monday of the week in which the last of the votes was cast. ``version`` is the number of the
    protocol they were cast under, ``None`` where it was not one.
    """

    verdicts: Mapping[int, str]
    week: date
    version: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What *maybe* is taken for: any verdict that is none of ``categories`` is an ``include``."""

    key: str
    label: str
    categories: tuple[str, ...]

    def read(self, verdict: str) -> str:
        return verdict if verdict in self.categories else "include"


AS_INCLUDE = Reading("include", "as include", ("include", "exclude"))
APART = Reading("apart", "as itself", ("include", "maybe", "exclude"))


@dataclass(frozen=True, slots=True)
class Compared(Generic[Figures]):
    """``figures`` for each reading that makes a difference; none below 20 candidates (``total``)."""

    total: int
    figures: list[tuple[Reading, Figures]]

    @property
    def main(self) -> Figures | None:
        return self.figures[0][1] if self.figures else None


def pairs_in(judged: Iterable[Judged]) -> list[tuple[int, int]]:
    """The members, two by two, who judged something both."""
    return sorted({pair for one in judged for pair in combinations(sorted(one.verdicts), 2)})


def of_pair(judged: Iterable[Judged], first: int, second: int) -> Compared[Agreement]:
    cast = Counter[tuple[str, str]]()
    for one in judged:
        if first in one.verdicts and second in one.verdicts:
            cast[one.verdicts[first], one.verdicts[second]] += one.count

    def figures(reading: Reading) -> Agreement:
        counts = Counter[tuple[str, str]]()
        for (a, b), count in cast.items():
            counts[reading.read(a), reading.read(b)] += count
        return agreement_of(counts, reading.categories)

    return _compared(cast.total(), {verdict for pair in cast for verdict in pair}, figures)


def of_all(judged: Iterable[Judged]) -> Compared[ManyAgreement]:
    """Whoever judged what: of each candidate all first votes."""
    cast = Counter[tuple[str, ...]]()
    for one in judged:
        if len(one.verdicts) > 1:
            cast[tuple(one.verdicts.values())] += one.count

    def figures(reading: Reading) -> ManyAgreement:
        things = Counter[tuple[int, ...]]()
        for verdicts, count in cast.items():
            given = Counter(map(reading.read, verdicts))
            things[tuple(given[category] for category in reading.categories)] += count
        return ManyAgreement(things)

    return _compared(cast.total(), {verdict for verdicts in cast for verdict in verdicts}, figures)


def in_parts(judged: Iterable[Judged], by: Callable[[Judged], Key]) -> dict[Key, list[Judged]]:
    """The same, in parts: by week, by version …"""
    parts: defaultdict[Key, list[Judged]] = defaultdict(list)
    for one in judged:
        parts[by(one)].append(one)
    return dict(parts)


def _compared(total: int, used: set[str], figures: Callable[[Reading], Figures]) -> Compared[Figures]:
    readings: Sequence[Reading] = (AS_INCLUDE, APART) if "maybe" in used else (AS_INCLUDE,)
    return Compared(total, [(one, figures(one)) for one in readings] if total >= ENOUGH else [])
