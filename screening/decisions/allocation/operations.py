"""Saying who screens what. Each change is a new row; the ones before stay and can be used again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.allocation import leases
from screening.decisions.allocation.assigned import allocation_of, places_of, votes_required
from screening.decisions.allocation.dividing import NobodyLeft, Part, hand_over
from screening.decisions.allocation.models import Allocation
from screening.decisions.allocation.people import screeners_of
from screening.decisions.allocation.planning import Share, Unworkable, divide
from screening.protocol.models import Stage
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

SHORTEST, LONGEST = 5, 7 * 24 * 60  # minutes of a lease


def plan(*, review: Review, stage: Stage | str, mode: str, shares: Sequence[Share]) -> list[Part]:
    """The parts that these shares would make now. Raises ``ValidationError``."""
    votes = votes_required(review=review, stage=stage)
    places = places_of(review=review, stage=stage) if mode == Allocation.Mode.NUMBER else []
    try:
        return divide(mode, shares, votes=votes, places=places)
    except Unworkable as why:
        raise ValidationError(str(why)) from None


@operation(Permission.MANAGE_REVIEW)
def allocate(
    *,
    by: Member,
    stage: Stage | str,
    mode: str,
    shares: Sequence[Share],
    lease_minutes: int,
    by_priority: bool,
    seen: int,
) -> Allocation:
    """Divide a stage's candidates anew. ``seen`` is the number of the allocation that the person had before them.

    Votes stay; what somebody holds at this moment stays theirs until its time is over. Raises ``ValidationError``.
    """
    before = _locked(by, stage, seen)
    if not SHORTEST <= lease_minutes <= LONGEST:
        raise ValidationError(f"A citation is kept for {SHORTEST} to {LONGEST:,} minutes.")
    _check_people(by.review, shares)
    return _put(
        by,
        before,
        Event.ALLOCATION_SET,
        mode=mode,
        given=[share.as_json() for share in shares],
        parts=[part.as_json() for part in plan(review=by.review, stage=stage, mode=mode, shares=shares)],
        lease_minutes=lease_minutes,
        by_priority=by_priority,
    )


@operation(Permission.MANAGE_REVIEW)
def use_again(*, by: Member, earlier: Allocation, seen: int) -> Allocation:
    """Put an earlier allocation back in force, as it was. Raises ``ValidationError``."""
    before = _locked(by, earlier.stage, seen)
    if earlier.votes != votes_required(review=by.review, stage=earlier.stage) and earlier.parts:
        raise ValidationError("The protocol asks for another number of votes since. Set the shares anew.")
    kept = ("mode", "given", "parts", "lease_minutes", "by_priority")
    return _put(
        by,
        before,
        Event.ALLOCATION_RESTORED,
        {"again": earlier.number},
        **{name: getattr(earlier, name) for name in kept},
    )


@operation(Permission.MANAGE_REVIEW)
def hand_over_work(
    *, by: Member, stage: Stage | str, leaving: Member, successor: Member | None, seen: int
) -> Allocation:
    """Give what ``leaving`` has still to judge to ``successor``; with ``None``, evenly to all who can take it.

    Votes of ``leaving`` stay and count. Raises ``ValidationError``.
    """
    before = _locked(by, stage, seen)
    parts = [Part.from_json(part) for part in before.parts]
    if successor == leaving:
        raise ValidationError(f"This is the open work of {leaving} already. Choose somebody else.")
    if not any(leaving.pk in part.holders for part in parts):
        raise ValidationError(f"{leaving} has no share here. Nothing was changed.")
    able = [member.pk for member in screeners_of(review=by.review) if member != leaving]
    if successor is not None and successor.pk not in able:
        raise ValidationError(f"{successor} cannot screen in this review. Choose somebody else.")
    try:
        after = hand_over(parts, leaving.pk, able if successor is None else [successor.pk])
    except NobodyLeft:
        raise ValidationError(
            "Whoever takes over must not be the one who judges these citations already. Choose somebody else, or set"
            " the shares anew."
        ) from None
    leases.give_back(member=leaving, stage=stage)
    return _put(
        by,
        before,
        Event.PARTS_HANDED_OVER,
        {"leaving": leaving.pk, "successor": successor and successor.pk},
        mode=before.mode,
        given=before.given,
        parts=[part.as_json() for part in after],
        lease_minutes=before.lease_minutes,
        by_priority=before.by_priority,
    )


def _locked(by: Member, stage: Stage | str, seen: int) -> Allocation:
    """The allocation in force, while nobody else changes it."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    current = allocation_of(review=by.review, stage=stage)
    if current.number != seen:
        if current.set_by_id == by.pk:  # a second click, or another window
            raise ValidationError(
                "You changed who screens what meanwhile. Nothing more was saved; look at it first."
            )
        who = current.set_by if current.set_by_id else "Somebody else"
        raise ValidationError(
            f"{who} changed who screens what meanwhile. Nothing of yours was saved; look at it first."
        )
    return current


def _put(
    by: Member, before: Allocation, event: Event, more: dict[str, Any] | None = None, **fields: Any
) -> Allocation:
    votes = votes_required(review=by.review, stage=before.stage)
    after = Allocation.objects.create(
        review_id=by.review_id, stage=before.stage, number=before.number + 1, votes=votes, set_by=by, **fields
    )
    trail.record(
        event,
        after,
        stage=before.stage,
        mode=after.mode,
        minutes=after.lease_minutes,
        before=_told(before),
        after=_told(after),
        **(more or {}),
    )
    return after


def _told(allocation: Allocation) -> dict[str, Any]:
    names = ("number", "mode", "given", "parts", "votes", "lease_minutes", "by_priority")
    return {name: getattr(allocation, name) for name in names}


def _check_people(review: Review, shares: Sequence[Share]) -> None:
    able = {member.pk for member in screeners_of(review=review)}
    if not {pk for share in shares for pk in share.members} <= able:
        raise ValidationError(
            "Somebody named here cannot screen in this review any more. Load the page again."
        )
    named = {share.source for share in shares if share.source}
    if review.sources.filter(pk__in=named).count() != len(named):
        raise ValidationError("A source named here is not one of this review. Load the page again.")
