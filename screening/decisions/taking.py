"""Handing out candidates: each that is handed out is leased, so that no more people judge it than are required.

Nobody waits for anybody: what others hold or are taking at this moment is passed over. What decides who gets what is
asked once for a request (``desk.py``); who holds and judged what, again under the lock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from screening.decisions import coming
from screening.decisions.allocation import leases
from screening.decisions.desk import Desk, desk_of
from screening.decisions.models import Candidate
from screening.decisions.queries import handed_to, to_judge
from screening.protocol.models import Stage
from screening.reviews.models import Member

MOST = 1000  # ids read from one request
ATTEMPTS = 4  # where others are quicker


def held_by(*, member: Member, stage: Stage | str) -> QuerySet[Candidate]:
    """What is kept for the member and not judged yet, in their order."""
    desk = desk_of(member=member, stage=stage)
    return handed_to(desk, among=[*desk.held])


@dataclass(frozen=True, slots=True)
class Waits:
    """What a member without a candidate can do: take one (``ready``), or look again at ``free_at``; else nothing."""

    ready: bool
    free_at: datetime | None


def waits_for(*, member: Member, stage: Stage | str, without: Collection[int] = ()) -> Waits:
    """Whole minutes only, and nothing of who holds what."""
    desk = desk_of(member=member, stage=stage)
    if handed_to(desk).exclude(pk__in=without).exists():
        return Waits(True, None)
    full = leases.full(member=member, required=desk.votes_required)
    held = to_judge(member=member, stage=stage).filter(pk__in=full)
    first = leases.free_at(member=member, stage=stage) if held.exists() else None
    return Waits(False, first and first.replace(second=0, microsecond=0) + timedelta(minutes=1))


def ids_in(text: str) -> list[int]:
    """Ids from a request, separated by commas; what is none, and what goes beyond 1,000 of them, is left out."""
    given = text.split(",", MOST)[:MOST]
    return [int(number) for number in given if number.isdecimal() and len(number) < 19]


def take(
    desk: Desk, *, wanted: int, without: Collection[int] = (), only: Q = coming.EVERY
) -> list[Candidate]:
    """Lease up to ``wanted`` candidates to the member, none of ``without``, those they hold already first.

    ``only`` those that can be judged now. Fewer than there are when others take at the same moment, but never none.
    """
    kept = set(desk.held).difference(without)
    taken = list(handed_to(desk, among=kept).filter(only)[:wanted]) if kept else []
    _prolong(desk, [candidate.pk for candidate in taken])
    return taken + _find(desk, wanted - len(taken), only, {*kept, *without}, patient=not taken)


def keep_holding(desk: Desk, *, candidates: Collection[int]) -> None:
    """Prolong what the member's browser holds; what ended meanwhile is leased anew unless others took it."""
    _prolong(desk, candidates)
    if ended := set(candidates).difference(desk.held):
        _lease(desk, handed_to(desk, among=ended), len(ended))


def _prolong(desk: Desk, candidates: Collection[int]) -> None:
    held = {pk: desk.held[pk] for pk in candidates if pk in desk.held}
    leases.prolong(member=desk.member, held=held, minutes=desk.allocation.lease_minutes)


def _find(desk: Desk, missing: int, only: Q, without: Collection[int], *, patient: bool) -> list[Candidate]:
    """Among the few that come first, nearly always; else among all; who is ``patient`` waits for what others lock."""
    if not missing:
        return []
    looked_at = 0
    for ids in coming.coming(desk, only=only, without=without):
        if found := _lease(desk, handed_to(desk, among=ids), missing):
            coming.handed_out(desk, last=found[-1].pk)
            return found
        looked_at += len(ids)
    free = handed_to(desk).filter(only).exclude(pk__in=without)
    there_may_be_more = looked_at >= coming.MOST
    found = _lease(desk, free, missing) if there_may_be_more else []
    if patient and looked_at and not found:
        for one in free.values_list("pk", flat=True)[:ATTEMPTS]:
            if found := _lease(desk, handed_to(desk, among=[one]), 1, patient=True):
                break
    return found


def _lease(desk: Desk, free: QuerySet[Candidate], most: int, *, patient: bool = False) -> list[Candidate]:
    """Lease the first of those that are ``free``, passing over what others lock.

    Whoever leases a candidate or votes on it locks its row. So what is asked again after locking stays true until
    the lease is written. Who is ``patient`` waits for one row at most, and holds none then: nobody deadlocks.
    """
    rows = free.select_for_update(of=("self",), no_key=True, skip_locked=not patient)
    for _ in range(ATTEMPTS):
        with transaction.atomic():
            locked = {candidate.pk: candidate for candidate in rows[:most]}
            found = [locked[pk] for pk in _still_free(desk, locked)]
            minutes = desk.allocation.lease_minutes
            leases.keep(member=desk.member, candidates=[c.pk for c in found], minutes=minutes)
        if found or not locked:
            return found
    return []  # each time others were quicker


def _still_free(desk: Desk, locked: Collection[int]) -> list[int]:
    """Leases are rows of their own: what others were given a moment ago, the query that locked could not see."""
    if not locked or desk.hold.takes_part:
        return list(locked)
    full = leases.full(member=desk.member, required=desk.votes_required, among=locked)
    taken = set(Candidate.objects.filter(pk__in=full).values_list("pk", flat=True))
    return [pk for pk in locked if pk not in taken]
