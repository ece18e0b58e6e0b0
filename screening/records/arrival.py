"""A record on its way into the database."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from screening.records.description import Received


@dataclass(frozen=True, slots=True)
class Arrival:
    """A received record at its 1-based ``position`` in its run, packed before the database is locked for it."""

    position: int
    received: Received
    compressed: bytes
    fields: dict[str, Any]

    @classmethod
    def of(cls, position: int, received: Received) -> Arrival:
        fields = received.description.as_json() if received.description else {}
        # the quickest level: a third quicker than the usual one, and a twentieth larger
        return cls(position, received, zlib.compress(received.raw, 1), fields)
