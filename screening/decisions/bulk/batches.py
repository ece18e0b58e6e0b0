"""Votes on many citations, cast some at a time and taken back: how far a batch is stands in the trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid5

from django.db.models import QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.batch_models import VoteBatch
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.operations import cast_vote, undo_vote
from screening.decisions.requirements import Refused
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AT_ONCE = 20  # votes in one transaction: others vote meanwhile
CAST, TAKE_BACK = "decisions.cast_batch", "decisions.take_back_batch"
# whoever sees the review's background work reads these: no verdict, and of which list
TITLES = {CAST: "Vote on many citations", TAKE_BACK: "Take back votes on many citations"}


def start(*, by: Member, batch: VoteBatch, kind: str) -> Job:
    """Have it cast or taken back in the background; a part of the operation that asks for it."""
    return enqueue(
        by=by, kind=kind, title=TITLES[kind], key=f"{kind}:{batch.pk}", payload={"batch": batch.pk}
    )


@operation(Permission.SCREEN)
def cast_some(*, by: Member, batch: VoteBatch, candidates: Sequence[int]) -> None:
    """Cast the batch's vote on these (ids, in order). What is refused is left out, and the event says why."""
    left: Counter[str] = Counter()
    for candidate in Candidate.objects.filter(pk__in=candidates, review=by.review).order_by("pk"):
        try:
            cast_vote(
                by=by, candidate=candidate, verdict=batch.verdict, key=uuid5(batch.key, str(candidate.pk)),
                reason=batch.reason, note=batch.note, batch=batch,
            )  # fmt: skip
        except Refused as refused:
            left[" ".join(refused.messages)] += 1
    trail.record(
        Event.BATCH_CAST,
        batch,
        votes=len(candidates) - left.total(),
        upto=candidates[-1],
        left=dict(left),
    )


def not_tried(*, batch: VoteBatch) -> list[int]:
    """Its candidates that no event tells of yet: a job that is run again goes on there. One query."""
    last = _events(batch, Event.BATCH_CAST).order_by("-sequence").first()
    upto = last.data["upto"] if last else 0
    return [pk for pk in batch.candidates if pk > upto]


@operation(Permission.SCREEN)
def take_back_batch(*, by: Member, batch: VoteBatch) -> Job:
    """Take back, in the background, every vote of the batch that still stands."""
    if batch.by_id != by.pk or not standing_of(batch=batch).exists():
        raise Refused("No vote of these stands any more. Nothing was changed.")
    if Job.objects.active().filter(review=by.review, key=f"{CAST}:{batch.pk}").exists():
        raise Refused("These votes are still being cast. Stop that first; then take them back.")
    return start(by=by, batch=batch, kind=TAKE_BACK)


@operation(Permission.SCREEN)
def take_back_some(*, by: Member, batch: VoteBatch, candidates: Sequence[int]) -> None:
    """As each vote is undone; what was settled, merged or set aside since keeps its votes."""
    votes = 0
    for candidate in Candidate.objects.filter(pk__in=candidates, review=by.review).order_by("pk"):
        with suppress(Refused):
            undo_vote(by=by, candidate=candidate, key=uuid5(batch.key, f"undo {candidate.pk}"), batch=batch)
            votes += 1
    trail.record(Event.BATCH_TAKEN_BACK, batch, votes=votes)


def standing_of(*, batch: VoteBatch) -> QuerySet[Vote]:
    """Its votes that nobody changed or took back."""
    mine = Vote.objects.own(batch.by).filter(batch=batch, superseded_by=None)
    return mine.exclude(verdict=Verdict.WITHDRAWN).order_by("candidate")


@dataclass(frozen=True, slots=True)
class Told:
    """How far a batch was carried out; ``left`` says why how many got no vote."""

    asked: int
    cast: int
    standing: int
    left: dict[str, int]


def told_of(*, batch: VoteBatch) -> Told:
    """Two queries."""
    cast, left = 0, Counter[str]()
    for data in _events(batch, Event.BATCH_CAST).values_list("data", flat=True):
        cast += data["votes"]
        left.update(data["left"])
    return Told(len(batch.candidates), cast, standing_of(batch=batch).count(), dict(left))


def latest_of(*, member: Member, most: int) -> list[tuple[VoteBatch, int]]:
    """One's own, latest first, each with the number of citations it was asked for. Two queries, no long lists."""
    own = VoteBatch.objects.own(member).select_related("reason").defer("candidates").order_by("-pk")[:most]
    asked = AuditEvent.objects.filter(
        review_id=member.review_id,
        kind=Event.BATCH_ASKED,
        subject_type="votebatch",
        subject_id__in=[batch.pk for batch in own],
    )
    counts = {pk: data["candidates"] for pk, data in asked.values_list("subject_id", "data")}
    return [(batch, counts[batch.pk]) for batch in own]


def last_job(*, batch: VoteBatch) -> Job | None:
    keys = [f"{kind}:{batch.pk}" for kind in (CAST, TAKE_BACK)]
    return Job.objects.filter(review_id=batch.review_id, key__in=keys).select_related("by__user").first()


def _events(batch: VoteBatch, kind: Event) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(review_id=batch.review_id, kind=kind)
    return events.filter(subject_type="votebatch", subject_id=batch.pk)
