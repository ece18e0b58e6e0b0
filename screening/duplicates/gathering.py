"""Which open questions are asked together: those whose citations hang together. Plain values in, plain values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 6  # citations side by side


@dataclass(frozen=True, slots=True)
class Asked:
    """An open pair, and the citations that it is about."""

    pk: int
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """``citations`` in the order of their arrival, ``pairs`` all that are open between them, the earliest first.
    ``more``: others hang on these, and are asked about afterwards."""

    citations: tuple[int, ...]
    pairs: tuple[int, ...]
    more: bool


def gather(pair: Asked, questions: Sequence[Asked]) -> Gathered:
    """What is asked together with ``pair``, whichever order ``questions`` come in: the nearest ones first."""
    near = _near(questions)
    found = [pair.one, pair.other]
    for citation in found:  # grows meanwhile
        for other in near[citation]:
            if other not in found and len(found) < MOST:
                found.append(other)
    inside = set(found)
    ends = [(asked.pk, len(inside & {asked.one, asked.other})) for asked in questions]
    pairs = sorted(pk for pk, n in ends if n == 2)
    return Gathered(tuple(sorted(found)), tuple(pairs), any(n == 1 for _, n in ends))


def one_after_another(questions: Sequence[Asked]) -> list[Asked]:
    """The same, what hangs together in one place: where the earliest of it stands.

    Of two people who begin at places of their own, both would else begin in the largest group.
    """
    near = _near(questions)
    first: dict[int, int] = {}  # citation -> the earliest pair of all it hangs together with
    for asked in sorted(questions, key=_arrival):
        reached = [] if asked.one in first else [asked.one]
        for citation in reached:  # grows meanwhile
            if citation not in first:
                first[citation] = asked.pk
                reached += near[citation]
    place = {asked.pk: number for number, asked in enumerate(questions)}
    return sorted(questions, key=lambda asked: (place[first[asked.one]], place[asked.pk]))


def _near(questions: Sequence[Asked]) -> Mapping[int, list[int]]:
    """The citations that each is asked about with, the earliest first."""
    near: defaultdict[int, list[int]] = defaultdict(list)
    for asked in sorted(questions, key=_arrival):
        near[asked.one].append(asked.other)
        near[asked.other].append(asked.one)
    return near


def _arrival(asked: Asked) -> int:
    return asked.pk
