"""Handing out candidates: each that is handed out is leased, so that no more people judge it than are required.

Nobody waits for anybody: what others hold or are taking at this moment is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from screening.decisions.allocation import leases
from screening.decisions.allocation.assigned import allocation_of
from screening.decisions.models import Candidate
from screening.decisions.queries import queue, to_judge
from screening.protocol.models import Stage
from screening.reviews.models import Member

EVERY = Q()
MOST = 1000  # ids read from one request
ATTEMPTS = 4  # passing over what others lock at this moment; then as many that wait for them


def held_by(*, member: Member, stage: Stage | str) -> QuerySet[Candidate]:
    """What is kept for the member and not judged yet, in their order."""
    held = list(leases.held(member=member, stage=stage).values_list("candidate", flat=True))
    return queue(member=member, stage=stage, among=held)


@dataclass(frozen=True, slots=True)
class Waits:
    """What a member without a candidate can do: take one (``ready``), or look again at ``free_at``; else nothing."""

    ready: bool
    free_at: datetime | None


def waits_for(*, member: Member, stage: Stage | str, without: Collection[int] = ()) -> Waits:
    """Whole minutes only, and nothing of who holds what."""
    if queue(member=member, stage=stage).exclude(pk__in=without).exists():
        return Waits(True, None)
    held = to_judge(member=member, stage=stage).filter(pk__in=leases.full(member=member, stage=stage))
    first = leases.free_at(member=member, stage=stage) if held.exists() else None
    return Waits(False, first and first.replace(second=0, microsecond=0) + timedelta(minutes=1))


def ids_in(text: str) -> list[int]:
    """Ids from a request, separated by commas; what is none, and what goes beyond 1,000 of them, is left out."""
    given = text.split(",", MOST)[:MOST]
    return [int(number) for number in given if number.isdecimal() and len(number) < 19]


def take(
    *, member: Member, stage: Stage | str, wanted: int, without: Collection[int] = (), only: Q = EVERY
) -> list[Candidate]:
    """Lease up to ``wanted`` candidates to the member, none of ``without``, those they hold already first.

    ``only`` those that can be judged now. Fewer than there are when others take at the same moment, but never none.
    """
    minutes = allocation_of(review=member.review, stage=stage).lease_minutes
    taken = list(held_by(member=member, stage=stage).filter(only).exclude(pk__in=without)[:wanted])
    mine = [candidate.pk for candidate in taken]
    leases.prolong(member=member, candidates=mine, minutes=minutes)
    waiting = queue(member=member, stage=stage).filter(only).exclude(pk__in=[*without, *mine])
    rest = waiting.values_list("pk", flat=True)
    missing = wanted - len(taken)
    for attempt in range(2 * ATTEMPTS if missing else 0):
        patient = attempt >= ATTEMPTS
        start, many = (0, 1) if patient else (attempt * missing, missing)
        coming = list(rest[start : start + many])
        if fresh := _lease(member, stage, coming, minutes, patient=patient):
            return taken + fresh
        if taken or not (coming or start):
            break
    return taken


def keep_holding(*, member: Member, stage: Stage | str, candidates: Sequence[int]) -> None:
    """Prolong what the member's browser holds; what ended meanwhile is leased anew unless others took it."""
    minutes = allocation_of(review=member.review, stage=stage).lease_minutes
    leases.prolong(member=member, candidates=candidates, minutes=minutes)
    held = leases.held(member=member, stage=stage).values("candidate")
    ended = queue(member=member, stage=stage, among=candidates).exclude(pk__in=held)
    _lease(member, stage, list(ended.values_list("pk", flat=True)), minutes)


def _lease(
    member: Member, stage: Stage | str, coming: list[int], minutes: int, *, patient: bool = False
) -> list[Candidate]:
    """Lease those of ``coming`` that are still free.

    Whoever leases a candidate or votes on it locks its row. So what is asked again after locking stays true until
    the lease is written. Who is ``patient`` waits for one row at most, and holds none then: nobody deadlocks.
    """
    if not coming:
        return []
    with transaction.atomic():
        rows = Candidate.objects.filter(pk__in=coming).select_for_update(no_key=True, skip_locked=not patient)
        mine = list(rows.values_list("pk", flat=True))
        free = list(queue(member=member, stage=stage, among=mine))
        leases.keep(member=member, candidates=[candidate.pk for candidate in free], minutes=minutes)
    return free
