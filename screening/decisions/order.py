"""A random order of one's own: repeatable, and computed by the database, so that no list is kept for anybody."""

from __future__ import annotations

import hashlib

from django.db.models import F
from django.db.models.expressions import CombinedExpression

PRIME = 2_147_483_647  # 2³¹ - 1: ids up to this keep apart, and no product leaves a 64-bit integer


def own_order(seed: str) -> CombinedExpression:
    """``(a · id + b) mod p``, an order of all ids; ``a`` and ``b`` come from ``seed``, so two people differ."""
    digest = hashlib.sha256(seed.encode()).digest()
    factor = 1 + int.from_bytes(digest[:8]) % (PRIME - 1)
    shift = int.from_bytes(digest[8:16]) % PRIME
    return (F("pk") * factor + shift) % PRIME
