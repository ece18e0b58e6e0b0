"""Questions about the trail."""

from __future__ import annotations

from dataclasses import dataclass

from screening.audit import chain, trail
from screening.audit.models import AuditEvent, ChainHead


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying one chain found; ``broken`` is ``None`` when it is whole."""

    review_id: int
    length: int
    broken: chain.Break | None


def end_of(*, review_id: int) -> str:
    """The hash of a review's latest event: another one after every change, and never one that was before. One query."""
    heads = ChainHead.objects.filter(review_id=review_id)
    return heads.values_list("last", flat=True).first() or chain.GENESIS


def verify(*, review_id: int) -> Verdict:
    """Walk a review's chain from its first event. Two queries, constant memory."""
    head = ChainHead.objects.filter(review_id=review_id).first()
    events = AuditEvent.objects.filter(review_id=review_id).order_by("sequence").iterator(chunk_size=2000)
    broken = chain.first_break(
        review_id,
        (event.as_link() for event in events),
        chain.Head(head.length, head.last, head.seal) if head else None,
        trail.seal_keys(),
    )
    if head is None and broken is None and review_id != trail.INSTALLATION:
        broken = chain.Break(1, "the whole trail is gone: a review is made with its first events")
    return Verdict(review_id, head.length if head else 0, broken)
