"""The one step in which votes become an outcome, at both stages."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.holding import is_held
from screening.decisions.models import Candidate, Resolution, Vote
from screening.decisions.outcomes import by_rules, consequences
from screening.protocol.models import ExclusionReason, StageRules
from screening.reviews.models import Member


def settle(
    *,
    by: Member,
    candidate: Candidate,
    rules: StageRules,
    votes: Sequence[Vote] | None = None,
    ruled: bool = True,
    held: bool | None = None,
) -> None:
    """Derive the outcome of a locked ``candidate`` anew, inside an operation; record it when it changed.

    ``votes`` are all that were ever cast on it, and ``ruled`` is false where there is no resolution, if the caller
    looked under the lock; so does ``held``, whether it is in an open round.
    What becomes included has its consequence (``consequences.py``) in the same transaction.
    """
    found = derive(candidate=candidate, rules=plain(rules), votes=votes, ruled=ruled)
    if found != by_rules.PENDING and (is_held(candidate) if held is None else held):
        found = by_rules.PENDING
    before = candidate.outcome
    if (found.state, found.decided_by, found.reason) == (before, candidate.decided_by, candidate.reason_id):
        return
    candidate.outcome, candidate.decided_by, candidate.reason_id = found.state, found.decided_by, found.reason
    candidate.decided_at = None if found.state == Candidate.Outcome.PENDING else timezone.now()
    candidate.save(update_fields=["outcome", "decided_by", "reason", "decided_at"])
    trail.record(
        Event.OUTCOME_CHANGED,
        candidate,
        stage=candidate.stage,
        citation=candidate.citation_id,
        report=candidate.report_id,
        before=before,
        after=found.state,
        decided_by=found.decided_by,
        reason=found.reason,
    )
    if found.state == Candidate.Outcome.INCLUDED != before and candidate.stage in consequences.INCLUDED:
        consequences.INCLUDED[candidate.stage](by, candidate)


def derive(
    *,
    candidate: Candidate,
    rules: by_rules.Rules,
    votes: Sequence[Vote] | None = None,
    ruled: bool = True,
) -> by_rules.Outcome:
    """What its votes and its latest resolution make of a candidate. Two queries; none with all its ``votes`` where
    nobody ever ``ruled`` on it."""
    latest = candidate.resolutions.order_by("-pk").first() if ruled else None
    said = by_rules.Vote(latest.verdict, latest.reason_id) if latest else None
    withdrawn = latest is not None and latest.verdict == Resolution.Ruling.WITHDRAWN
    return by_rules.settle(_standing(candidate, latest, votes), rules, None if withdrawn else said)


def plain(rules: StageRules) -> by_rules.Rules:
    """The order of the reasons is looked up only where it decides: then the votes are in, and open."""
    order = ExclusionReason.objects.filter(review_id=rules.review_id).values_list("pk", flat=True)
    return by_rules.Rules(rules.votes_required, rules.maybe, rules.differing_reasons, order)


def _standing(
    candidate: Candidate, latest: Resolution | None, votes: Sequence[Vote] | None
) -> list[by_rules.Vote]:
    if votes is None:
        every = Vote.objects.unblinded(
            because="an outcome is derived from everybody's votes; nobody is shown them"
        )
        votes = list(every.filter(candidate=candidate))
    superseded = {vote.supersedes_id for vote in votes}
    return [
        # one carried here by a merge is as old as the vote that it repeats
        by_rules.Vote(
            vote.verdict,
            vote.reason_id,
            fresh=latest is None or (vote.cast_at > latest.resolved_at and vote.carried_from_id is None),
        )
        for vote in votes
        if vote.pk not in superseded
    ]
