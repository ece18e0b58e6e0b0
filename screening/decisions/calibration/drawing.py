"""A random sample that anybody can draw again."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable


def draw(ids: Iterable[int], *, size: int, seed: str) -> list[int]:
    """The ``size`` ids with the smallest SHA-256 of "seed id", smallest first; fewer where fewer are there."""
    return heapq.nsmallest(size, ids, key=lambda pk: hashlib.sha256(f"{seed} {pk}".encode()).digest())
