"""Dividing a stage's candidates into parts, each with people of its own. Plain values in, plain values out.

Each candidate has a place from 0 to ``WHOLE``, computed from its id alone, so that a part is two numbers: what is
imported later falls into a part by the same rule, and no list of candidates is kept.

With two votes required the places are gone round twice: everybody gets one stretch of the two rounds, as long as their
share, and judges what lies under it. As nobody's stretch is longer than a round, nobody meets a candidate twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

WHOLE = 2_147_483_647  # the places there are, as ``order.own_order`` numbers them


@dataclass(frozen=True, slots=True)
class Part:
    """Candidates with places from ``low`` to below ``high``; of one ``source`` (an id) only, where it is given.

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
        seats = [list(seat) for seat in self.seats]
        return {"seats": seats, "low": self.low, "high": self.high, "source": self.source}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Part:
        return cls(**data | {"seats": tuple(tuple(seat) for seat in data["seats"])})


def rounds(sizes: Sequence[int], once_round: int) -> list[tuple[int, int, list[int]]]:
    """Lay stretches of ``sizes`` one after the other round a circle: (from, to, whose) for each piece of it.

    ``sizes`` add up to whole rounds, none is longer than one; whose are indexes of ``sizes``.
    """
    ends = [0, *accumulate(sizes)]
    cuts = sorted({0, once_round, *(end % once_round for end in ends)})
    laps = range(0, ends[-1], once_round)
    return [
        (low, high, [who for who, (start, end) in enumerate(pairwise(ends)) if _over(low, start, end, laps)])
        for low, high in pairwise(cuts)
    ]


def _over(at: int, start: int, end: int, laps: Iterable[int]) -> bool:
    return any(start <= lap + at < end for lap in laps)


def share_out(
    teams: Sequence[Sequence[int]], sizes: Sequence[int], *, once_round: int, place: Callable[[int], int]
) -> list[Part]:
    """Parts in which each of ``teams`` (the id of one person, or those of a pair) has a share of its size.

    ``place`` turns a position on the circle into a place; what it leaves beyond the last is everybody's.
    """
    parts = [
        Part(tuple((pk,) for index in whose for pk in teams[index]), place(low), place(high))
        for low, high, whose in rounds(sizes, once_round)
    ]
    end = parts[-1].high
    return parts if end == WHOLE else [*parts, Part(low=end)]


def evenly(total: int, among: int) -> list[int]:
    """``total`` in whole numbers that differ by one at most, the larger first."""
    return [total // among + (place < total % among) for place in range(among)]


class NobodyLeft(Exception):
    """Nobody who could take over a part is without a seat in it."""


def hand_over(parts: Sequence[Part], leaving: int, successors: Sequence[int]) -> list[Part]:
    """``parts`` with the seats of ``leaving`` shared out evenly among ``successors`` who do not sit there already.

    Raises ``NobodyLeft``.
    """
    after = []
    for part in parts:
        if leaving not in part.holders:
            after.append(part)
            continue
        able = [pk for pk in successors if pk not in part.holders]
        if not able:
            raise NobodyLeft
        widths = accumulate(evenly(part.high - part.low, len(able)), initial=part.low)
        for successor, (low, high) in zip(able, pairwise(widths), strict=True):
            seats = tuple((*seat, successor) if seat[-1] == leaving else seat for seat in part.seats)
            after.append(replace(part, seats=seats, low=low, high=high))
    return after
