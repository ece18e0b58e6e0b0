"""Dividing a stage's candidates into parts, each with people of its own. Plain values in, plain values out.

Each candidate has a place from 0 to ``WHOLE``, computed from its id alone, so that a part is two numbers: what is
imported later falls into a part by the same rule, and no list of candidates is kept.

With two votes required the places are gone round twice: everybody gets one stretch of the two rounds, as long as their
share, and judges what lies under it. As nobody's stretch is longer than a round, nobody meets a candidate twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

WHOLE = 2_147_483_647  # the places there are, as ``order.own_order`` numbers them


@dataclass(frozen=True, slots=True)
class Part:
    """Candidates with places from ``low`` to below ``high``; or those that ``source`` (an id) found first.

    A seat is the ids of those who sat on it, the present holder last. Without seats everybody may judge the part.
    """

    seats: tuple[tuple[int, ...], ...] = ()
    low: int = 0
    high: int = WHOLE
    source: int | None = None

    @property
    def holders(self) -> list[int]:
        return [seat[-1] for seat in self.seats]

    def before(self, member: int) -> set[int]:
        """Those whose seat the member took over."""
        return {pk for seat in self.seats if seat[-1] == member for pk in seat[:-1]}

    def as_json(self) -> dict[str, Any]:
        return {
            "seats": [list(seat) for seat in self.seats],
            "low": self.low,
            "high": self.high,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Part:
        return cls(**data | {"seats": tuple(tuple(seat) for seat in data["seats"])})


def rounds(sizes: Sequence[int], once_round: int) -> list[tuple[int, int, list[int]]]:
    """Lay stretches of ``sizes`` one after the other round a circle: (from, to, whose) for each piece of it.

    ``sizes`` add up to whole rounds, none is longer than one; whose are indexes of ``sizes``.
    """
    ends = [0, *accumulate(sizes)]
    cuts = sorted({0, once_round, *(end % once_round for end in ends)})
    return [
        (
            low,
            high,
            [
                who
                for who, (start, end) in enumerate(pairwise(ends))
                if any(start <= lap + low < end for lap in range(0, ends[-1], once_round))
            ],
        )
        for low, high in pairwise(cuts)
    ]


def share_out(
    people: Sequence[Sequence[int]], sizes: Sequence[int], *, once_round: int, place: Callable[[int], int]
) -> list[Part]:
    """Parts in which each of ``people`` (the ids of one person, or of a pair) has a share of its size.

    ``place`` turns a position on the circle into a place; what it leaves beyond the last is everybody's.
    """
    parts = [
        Part(tuple((pk,) for index in whose for pk in people[index]), place(low), place(high))
        for low, high, whose in rounds(sizes, once_round)
    ]
    end = parts[-1].high
    return parts if end == WHOLE else [*parts, Part(low=end)]


def by_percent(people: Sequence[Sequence[int]], percents: Sequence[int], votes: int) -> list[Part]:
    """``percents`` add up to 100, and none is above 100 / ``votes``."""
    sizes = [percent * votes for percent in percents]
    return share_out(people, sizes, once_round=100, place=lambda at: WHOLE * at // 100)


def by_number(
    people: Sequence[Sequence[int]], numbers: Sequence[int], votes: int, places: Sequence[int]
) -> list[Part]:
    """``numbers`` add up to a multiple of ``votes``; ``places`` are those of the candidates there are, in order."""

    def place(at: int) -> int:
        return 0 if at == 0 else WHOLE if at >= len(places) else places[at]

    return share_out(people, numbers, once_round=sum(numbers) // votes, place=place)


def by_source(teams: Sequence[tuple[int, Sequence[int]]]) -> list[Part]:
    """A part for each (source, team), in this order; what none of these found is everybody's."""
    return [Part(tuple((pk,) for pk in team), source=source) for source, team in teams] + [Part()]
