"""One's own vote on many citations at once: what it would do, and asking for it; ``batches`` carries it out.

Only on what is pending and not judged by oneself: which those are says nothing of what others did there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk.batches import CAST, start
from screening.decisions.models import Candidate
from screening.decisions.operations import VERDICTS
from screening.decisions.queries import open_candidates, own_votes
from screening.decisions.requirements import Refused, check_candidate, check_note, check_reason, in_force
from screening.protocol.models import ExclusionReason, Stage
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


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
    pending = Q(outcome=Candidate.Outcome.PENDING)
    mine = Q(pk__in=own_votes(member=member).values("candidate"))
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
    shown: int | None = None,
) -> VoteBatch:
    """Ask for the vote of ``by`` on all of these that are pending and not judged by them; a job casts it.

    ``shown`` is how many they were told would get it: no more do. Sent twice under one ``key``, it is one batch.
    Raises ``Refused`` where none would get it, or it is no vote.
    """
    if there := VoteBatch.objects.own(by).filter(key=key).first():
        return there
    candidates = list(to_vote_on(member=by, citations=citations).values_list("pk", flat=True))
    if shown is not None and len(candidates) > shown:
        raise Refused(
            f"The list has grown since you looked: {len(candidates):,} citations would get your vote now, not"
            f" {shown:,}. Nothing was done. Look at what would happen, and send it again."
        )
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
    start(by=by, batch=batch, kind=CAST)
    return batch


def _check_as_first(candidate: Candidate, verdict: str, reason: ExclusionReason | None, note: str) -> None:
    """What would refuse each of the votes refuses all of them, before any is cast."""
    rules = in_force(candidate)
    check_note(note)
    check_candidate(candidate)
    check_reason(verdict, reason, candidate, required=rules.reason_required)
