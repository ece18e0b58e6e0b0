"""What each person has still to judge at a stage, by the division, pilot rounds, the gate and conflicts of interest.

It is counted by part of the division, for everybody in one query, and never candidate by candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Q, QuerySet, Value, When

from screening.decisions.allocation.assigned import (
    allocation_of,
    assigned,
    parts_of,
    placed,
    stepping_in,
    within,
)
from screening.decisions.allocation.dividing import Part
from screening.decisions.allocation.models import Allocation
from screening.decisions.calibration_models import Gate, PilotMember
from screening.decisions.holding import held_in
from screening.decisions.interests.barred import free_to_judge
from screening.decisions.models import Candidate, Verdict, Vote
from screening.protocol.models import Stage
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@dataclass(frozen=True, slots=True)
class Left:
    """``now`` of ``total`` may be handed out at present: fewer while a pilot round comes first or the gate is shut.

    ``exact``: else it is what the division gives them, without what the viewer must not know of the others.
    """

    total: int
    now: int
    exact: bool


def left_for(
    *, viewer: Member, members: Sequence[Member], waiting: QuerySet[Candidate], stage: Stage | str
) -> dict[int, Left]:
    """By member, of ``waiting``: the stage's candidates that are pending and can be judged. Four queries."""
    review, allocation = viewer.review, allocation_of(review=viewer.review, stage=stage)
    parts = parts_of(allocation) or [Part()]
    takers = set(
        PilotMember.objects.filter(review=review, pilot__stage=stage, pilot__closed_at=None).values_list(
            "member", flat=True
        )
    )
    gate = Gate.objects.filter(review=review, stage=stage).first()
    drawn = Q(pk__in=held_in(review.pk).filter(pilot__stage=stage).values("candidate"))
    off = {member.pk: _done(viewer, member, allocation, drawn) for member in members}
    done = {f"done_{pk}": Count("pk", filter=done) for pk, done in off.items()}
    more = {
        f"more_{member.pk}": Count("pk", filter=stepping_in(parts, member) & ~off[member.pk])
        for member in members
        if _sees_bars(viewer, member)
    }
    counted = (
        placed(waiting, allocation)
        .order_by()
        .values(
            part=Case(*(When(within(parts, index), then=Value(index)) for index in range(len(parts)))),
            drawn=ExpressionWrapper(drawn, output_field=BooleanField()),
        )
        .annotate(number=Count("pk"), **done, **more)
    )
    groups: list[Any] = list(counted)
    shut = bool(gate and gate.is_shut)

    def left(member: Member) -> Left:
        takes, seats = member.pk in takers, [_sits(part, member) for part in parts]
        sums = {True: 0, False: 0}  # drawn for a pilot round, and not
        for group in groups:
            if takes if group["drawn"] else seats[group["part"]]:
                sums[group["drawn"]] += group["number"] - group[f"done_{member.pk}"]
            elif not group["drawn"]:
                sums[False] += group.get(f"more_{member.pk}", 0)
        now = sums[True] if takes else 0 if shut else sums[False]
        return Left(sum(sums.values()), now, _knows(viewer, member))

    return {member.pk: left(member) for member in members}


def _sits(part: Part, member: Member) -> bool:
    return not part.seats or member.pk in part.holders


def _done(viewer: Member, member: Member, allocation: Allocation, drawn: Q) -> Q:
    """What is off the member's hands, as far as the viewer may know it."""
    off = Q(pk__in=[])
    if _sees_votes(viewer, member):
        itself = viewer.pk == member.pk
        votes = Vote.objects.own(viewer) if itself else Vote.objects.visible_to(viewer).filter(by=member)
        stands = votes.filter(superseded_by=None).exclude(verdict=Verdict.WITHDRAWN)
        off |= Q(pk__in=stands.values("candidate"))
        if any(part.before(member.pk) for part in parts_of(allocation)):
            off |= ~drawn & ~assigned(
                member=member, allocation=allocation
            )  # judged by whose seat they took over
    if _sees_bars(viewer, member):
        off |= ~free_to_judge(member)
    return off


def _knows(viewer: Member, member: Member) -> bool:
    return _sees_votes(viewer, member) and _sees_bars(viewer, member)


def _sees_votes(viewer: Member, member: Member) -> bool:
    return viewer.pk == member.pk or not viewer.review.blinded or viewer.may(Permission.READ_PENDING)


def _sees_bars(viewer: Member, member: Member) -> bool:
    rights = (Permission.MANAGE_TEAM, Permission.READ_TRAIL)
    return viewer.pk == member.pk or any(viewer.may(right) for right in rights)
