"""Orders computed by the database, so that none is stored for anybody (``coming.py`` remembers a piece for minutes)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import count
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import CombinedExpression

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.reviews.models import Member

PRIME = 2_147_483_647  # 2³¹ - 1: ids up to this keep apart, and no product leaves a 64-bit integer
LARGEST_TERM, MOST_IDS = 10, 1_000_000
CHOSEN: dict[str, list[Any]] = {
    "newest": ["-citation__year_key"],
    "oldest": [F("citation__year").asc(nulls_last=True)],
    "title": ["citation__title_key"],
}


def own_order(seed: str) -> CombinedExpression:
    """``(a · id + b) mod p``, an order of all ids; ``a`` and ``b`` come from ``seed``, so two people differ."""
    factor, shift = _numbers(seed)
    return (F("pk") * factor + shift) % PRIME


@lru_cache(maxsize=10_000)  # two or three for each member
def _numbers(seed: str) -> tuple[int, int]:
    """The first ``a`` that scatters, and its ``b``; one of some five does."""
    digests = (hashlib.sha256(f"{seed} {tried}".encode()).digest() for tried in count())
    pairs = ((1 + int.from_bytes(d[:8]) % (PRIME - 1), int.from_bytes(d[8:16]) % PRIME) for d in digests)
    return next((factor, shift) for factor, shift in pairs if _scatters(factor))


def _scatters(factor: int) -> bool:
    """Whether ids that follow each other are spread evenly over all places, so that a fourth of the places holds a
    fourth of them. They are where no fraction of small numbers comes close to ``factor / PRIME``: where its continued
    fraction has small terms only (Kuipers and Niederreiter, Uniform distribution of sequences, 1974, chapter 2.3)."""
    above, below, last, denominator = PRIME, factor, 0, 1
    while denominator < MOST_IDS and below:
        term = above // below
        if term > LARGEST_TERM:
            return False
        above, below = below, above % below
        last, denominator = denominator, term * denominator + last
    return True


def in_order(
    rows: QuerySet[Candidate], *, member: Member, stage: Stage | str, order: str, by_priority: bool
) -> QuerySet[Candidate]:
    """As the member wants to screen: the highest priority first, where ranking is on; then in ``order`` (a value of
    ``ReadingPreferences.Order``)."""
    first = ["-priority"] if by_priority else []
    chosen = CHOSEN.get(order) or [own_order(f"{member.pk} {stage}")]
    return rows.order_by(*first, *chosen, "pk")
