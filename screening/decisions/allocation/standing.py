"""How a stage is divided now, and how it came to be: all the page shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.decisions.allocation.assigned import allocation_of, parts_of, votes_required
from screening.decisions.allocation.dividing import Part
from screening.decisions.allocation.models import Allocation
from screening.decisions.allocation.people import Division, division
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review

SHOWN = 20  # earlier allocations


@dataclass(frozen=True, slots=True)
class Standing:
    """``outdated``: made for another number of votes than the protocol asks now, so everything is everybody's.

    ``earlier``: the divisions before, each with those whose shares it had.
    """

    stage: Stage
    allocation: Allocation
    votes: int
    outdated: bool
    division: Division
    gone: list[Member]
    earlier: list[tuple[Allocation, list[Member]]]


def standing_of(*, review: Review, stage: Stage) -> Standing:
    """Seven queries."""
    allocation = allocation_of(review=review, stage=stage)
    parts = parts_of(allocation)
    now = division(review=review, stage=stage, parts=parts)
    chosen = Allocation.objects.filter(review=review, stage=stage).select_related("set_by__user")
    return Standing(
        stage=stage,
        allocation=allocation,
        votes=votes_required(review=review, stage=stage),
        outdated=bool(allocation.parts) and not parts,
        division=now,
        gone=[work.member for work in now.work if work.gone],
        earlier=_with_holders(chosen.exclude(number=allocation.number)[:SHOWN]),
    )


def _with_holders(allocations: Iterable[Allocation]) -> list[tuple[Allocation, list[Member]]]:
    """Without their names nobody could tell two divisions of one kind apart."""
    holders = {
        allocation: {pk for part in allocation.parts for pk in Part.from_json(part).holders}
        for allocation in allocations
    }
    people = Member.objects.select_related("user").in_bulk({pk for some in holders.values() for pk in some})
    return [(allocation, [people[pk] for pk in sorted(some)]) for allocation, some in holders.items()]
