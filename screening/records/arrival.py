"""A record on its way into the database."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from screening.records.description import Received


@dataclass(frozen=True, slots=True)
class Arrival:
    """A received record at its 1-based ``position`` in its run, packed before the database is locked for it."""

    position: int
    received: Received
    compressed: bytes

    @classmethod
    def of(cls, position: int, received: Received) -> Arrival:
        return cls(position, received, zlib.compress(received.raw))
