"""Which open questions are shown together: those whose citations hang together. Plain values in, plain values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    near: defaultdict[int, list[int]] = defaultdict(list)
    for asked in sorted(questions, key=lambda asked: asked.pk):
        near[asked.one].append(asked.other)
        near[asked.other].append(asked.one)
    found = [pair.one, pair.other]
    for citation in found:  # grows meanwhile
        for other in near[citation]:
            if other not in found and len(found) < MOST:
                found.append(other)
    inside = set(found)
    ends = [(asked.pk, len(inside & {asked.one, asked.other})) for asked in questions]
    pairs = sorted(pk for pk, n in ends if n == 2)
    return Gathered(tuple(sorted(found)), tuple(pairs), any(n == 1 for _, n in ends))
