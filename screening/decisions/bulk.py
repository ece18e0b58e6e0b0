"""One's own vote on many citations at once: what it would do, doing it some at a time, and taking it back.

Only on what is pending and not judged by oneself: which those are says nothing of what others did there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.batch_models import VoteBatch
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.operations import VERDICTS, cast_vote, undo_vote
from screening.decisions.queries import open_candidates, own_votes
from screening.decisions.requirements import Refused, check_candidate, check_note, check_reason, in_force
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.protocol.models import ExclusionReason, Stage
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AT_ONCE = 20  # votes in one transaction: others vote meanwhile
CAST, TAKE_BACK = "decisions.cast_batch", "decisions.take_back_batch"


@dataclass(frozen=True, slots=True)
class Plan:
    """Of ``found`` citations: how many get the vote, and why the others do not."""

    found: int
    votes: int
    judged: int
    decided: int

    @property
    def elsewhere(self) -> int:
        """Not in title and abstract screening: taken out before it."""
        return self.found - self.votes - self.judged - self.decided


def plan_for(*, member: Member, citations: QuerySet[Citation]) -> Plan:
    """Two queries. Numbers of outcomes, which everybody may see, and of one's own votes."""
    pending, mine = (
        Q(outcome=Candidate.Outcome.PENDING),
        Q(pk__in=own_votes(member=member).values("candidate")),
    )
    numbers = _screened(member, citations).aggregate(
        votes=Count("pk", filter=pending & ~mine),
        judged=Count("pk", filter=mine),
        decided=Count("pk", filter=~pending & ~mine),
    )
    return Plan(found=citations.count(), **numbers)


def to_vote_on(*, member: Member, citations: QuerySet[Citation]) -> QuerySet[Candidate]:
    judged = own_votes(member=member).values("candidate")
    pending = _screened(member, citations).filter(outcome=Candidate.Outcome.PENDING)
    return pending.exclude(pk__in=judged).order_by("pk")


def _screened(member: Member, citations: QuerySet[Citation]) -> QuerySet[Candidate]:
    of_list = citations.order_by().values("pk")
    return open_candidates(review=member.review, stage=Stage.TITLE_ABSTRACT).filter(citation__in=of_list)


def vote_on_all(
    *,
    by: Member,
    citations: QuerySet[Citation],
    verdict: str,
    key: UUID,
    reason: ExclusionReason | None = None,
    note: str = "",
    address: str = "",
) -> VoteBatch:
    """Ask for the vote of ``by`` on all of these that are pending and not judged by them; a job casts it.

    Sent twice under one ``key``, it is one batch. Raises ``Refused`` where none would get it, or it is no vote.
    """
    if there := VoteBatch.objects.own(by).filter(key=key).first():
        return there
    candidates = list(to_vote_on(member=by, citations=citations).values_list("pk", flat=True))
    try:
        return _ask(
            by=by, candidates=candidates, verdict=verdict, key=key, reason=reason, note=note, address=address
        )
    except IntegrityError:
        raise Refused("This form was sent before. Nothing more was done; open the list again.") from None


@operation(Permission.SCREEN)
def _ask(
    *,
    by: Member,
    candidates: Sequence[int],
    verdict: str,
    key: UUID,
    reason: ExclusionReason | None,
    note: str,
    address: str,
) -> VoteBatch:
    if verdict not in VERDICTS:
        raise Refused("A vote is include, maybe or exclude.")
    if not candidates:
        raise Refused("None of these waits for a vote of yours. Nothing was changed.")
    _check_as_first(Candidate.objects.get(pk=candidates[0]), verdict, reason, note)
    with transaction.atomic():
        batch = VoteBatch.objects.add(
            review=by.review, by=by, verdict=verdict, reason=reason, note=note,
            candidates=list(candidates), address=address, key=key,
        )  # fmt: skip
    trail.record(Event.BATCH_ASKED, batch, candidates=len(candidates))
    _enqueue(by, batch, CAST, "Vote on many citations")
    return batch


def _check_as_first(candidate: Candidate, verdict: str, reason: ExclusionReason | None, note: str) -> None:
    """What would refuse each of the votes refuses all of them, before any is cast."""
    _, rules = in_force(candidate)
    check_note(note)
    check_candidate(candidate)
    check_reason(verdict, reason, candidate, required=rules.reason_required)


def _enqueue(by: Member, batch: VoteBatch, kind: str, title: str) -> Job:
    # the title is everybody's to read: no verdict, no list
    return enqueue(by=by, kind=kind, title=title, key=f"{kind}:{batch.pk}", payload={"batch": batch.pk})


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
    return _enqueue(by, batch, TAKE_BACK, "Take back votes on many citations")


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


def batches_of(*, member: Member) -> QuerySet[VoteBatch]:
    """One's own, latest first."""
    return VoteBatch.objects.own(member).select_related("reason").defer("candidates").order_by("-pk")


def last_job(*, batch: VoteBatch) -> Job | None:
    keys = [f"{kind}:{batch.pk}" for kind in (CAST, TAKE_BACK)]
    return Job.objects.filter(review_id=batch.review_id, key__in=keys).select_related("by__user").first()


def _events(batch: VoteBatch, kind: Event) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(review_id=batch.review_id, kind=kind)
    return events.filter(subject_type="votebatch", subject_id=batch.pk)
