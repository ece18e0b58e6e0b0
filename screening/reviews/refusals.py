"""Refused rights leave an event: who tried to change what they may not, and where.

Looking is no such try: a GET changes nothing, so it leaves nothing. Nobody can fill a trail with refusals: one person
leaves one event for each right and hour. A stranger's tries stand in the installation's chain, in which a review that
does not exist looks like one that does; whoever left a review stands in its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from screening.accounts.models import User
from screening.audit import trail
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.reviews.models import Member, Review

ONCE_IN = timedelta(hours=1)
MEMBERSHIP = "be on the review"
OF_THIS_REVIEW = "reach what is not in this review"
OF_OTHERS = "do what is for others"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``right`` is what was lacking: a permission, or words. ``what`` names an address or an operation."""

    review_id: int
    subject: Member | User
    user_id: int
    right: str
    what: str
    of_review: int | None = None


_waiting: ContextVar[list[Refusal] | None] = ContextVar("refusals", default=None)


@contextmanager
def kept(*, changing: bool) -> Iterator[None]:
    """Write what is refused in this block at its end: the transaction in which it happened is rolled back.

    A block is one request, and one event: the first, which was nearest to what was refused. Of a request that only
    looks nothing is written.
    """
    token = _waiting.set([])
    try:
        yield
    finally:
        refusals = _waiting.get() or []
        _waiting.reset(token)
        for refusal in refusals[: int(changing)]:
            _write(refusal)


def note(*, member: Member, right: str, what: str) -> None:
    """A member, or somebody who was one, was refused."""
    _note(Refusal(member.review_id, member, member.user_id, right, what))


def note_stranger(*, user: User, slug: str, what: str) -> None:
    """Somebody who is not on the review, whether there is one or not, tried to change something in it."""
    left = Member.objects.filter(review__slug=slug, user=user).first()
    if left is not None:
        note(member=left, right=MEMBERSHIP, what=what)
        return
    review = Review.objects.filter(slug=slug).values_list("pk", flat=True).first()
    _note(Refusal(trail.INSTALLATION, user, user.pk, MEMBERSHIP, what, review or 0))


def _note(refusal: Refusal) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _write(refusal)
    else:
        waiting.append(refusal)


def _write(refusal: Refusal) -> None:
    lately = AuditEvent.objects.filter(
        review_id=refusal.review_id,
        kind=Event.ACCESS_REFUSED,
        actor_id=refusal.user_id,
        at__gt=timezone.now() - ONCE_IN,
    )
    if any(told.get("right") == refusal.right for told in lately.values_list("data", flat=True)):
        return
    where = {} if refusal.of_review is None else {"review": refusal.of_review}
    with trail.follow(review_id=refusal.review_id, actor_id=refusal.user_id):
        trail.record(
            Event.ACCESS_REFUSED, refusal.subject, operation=refusal.what, right=refusal.right, **where
        )
