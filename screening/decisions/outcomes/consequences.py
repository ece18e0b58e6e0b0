"""What follows when a candidate's outcome changes, for slices above this one.

Slices are layers, so decisions cannot call what is built on it. A slice above says here, once and by name,
what it does; it runs inside the same operation and transaction. This is the only such hook.
"""

from __future__ import annotations

from collections.abc import Callable

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.reviews.models import Member

Consequence = Callable[[Member, Candidate], None]
INCLUDED: dict[str, Consequence] = {}


def when_included(stage: Stage) -> Callable[[Consequence], Consequence]:
    """Register ``follow(by, candidate)``, called each time a candidate of ``stage`` becomes included."""

    def add(consequence: Consequence) -> Consequence:
        if INCLUDED.setdefault(stage.value, consequence) is not consequence:
            raise ValueError(f"Two consequences for {stage}")
        return consequence

    return add
