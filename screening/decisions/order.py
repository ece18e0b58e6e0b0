"""Orders computed by the database, so that none is stored for anybody (``coming.py`` remembers a piece for minutes)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import CombinedExpression

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.reviews.models import Member

PRIME = 2_147_483_647  # 2³¹ - 1: ids up to this keep apart, and no product leaves a 64-bit integer
CHOSEN: dict[str, list[Any]] = {
    "newest": ["-citation__year_key"],
    "oldest": [F("citation__year").asc(nulls_last=True)],
    "title": ["citation__title_key"],
}


def own_order(seed: str) -> CombinedExpression:
    """``(a · id + b) mod p``, an order of all ids; ``a`` and ``b`` come from ``seed``, so two people differ."""
    digest = hashlib.sha256(seed.encode()).digest()
    factor = 1 + int.from_bytes(digest[:8]) % (PRIME - 1)
    shift = int.from_bytes(digest[8:16]) % PRIME
    return (F("pk") * factor + shift) % PRIME


def in_order(
    rows: QuerySet[Candidate], *, member: Member, stage: Stage | str, order: str, by_priority: bool
) -> QuerySet[Candidate]:
    """As the member wants to screen: the highest priority first, where ranking is on; then in ``order`` (a value of
    ``ReadingPreferences.Order``)."""
    first = ["-priority"] if by_priority else []
    chosen = CHOSEN.get(order) or [own_order(f"{member.pk} {stage}")]
    return rows.order_by(*first, *chosen, "pk")
