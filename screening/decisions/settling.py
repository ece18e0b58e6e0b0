"""The one step in which votes become an outcome, at both stages."""

from __future__ import annotations

from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions import consequences, outcome
from screening.decisions.models import Candidate, Verdict, Vote
from screening.protocol.models import ExclusionReason, StageRules
from screening.reviews.models import Member


def settle(*, by: Member, candidate: Candidate, rules: StageRules) -> None:
    """Derive the outcome of a locked ``candidate`` anew, inside an operation; record it when it changed.

    What becomes included has its consequence (``consequences.py``) in the same transaction.
    """
    votes = _standing(candidate)
    found = outcome.settle(votes, _plain(rules, votes), _resolution(candidate))
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


def _standing(candidate: Candidate) -> list[outcome.Vote]:
    votes = Vote.objects.unblinded(
        because="an outcome is derived from everybody's votes; nobody is shown them"
    )
    standing = votes.filter(candidate=candidate, superseded_by=None)
    return [outcome.Vote(*row) for row in standing.values_list("verdict", "reason_id")]


def _resolution(candidate: Candidate) -> outcome.Vote | None:
    latest = candidate.resolutions.order_by("-pk").values_list("verdict", "reason_id").first()
    return outcome.Vote(*latest) if latest and latest[0] != Verdict.WITHDRAWN else None


def _plain(rules: StageRules, votes: list[outcome.Vote]) -> outcome.Rules:
    """The order of the reasons is looked up only where it may decide: then the votes are in, and open."""
    order: list[int] = []
    if len(votes) >= rules.votes_required and len({vote.reason for vote in votes} - {None}) > 1:
        order = list(ExclusionReason.objects.filter(review_id=rules.review_id).values_list("pk", flat=True))
    return outcome.Rules(rules.votes_required, rules.maybe, rules.differing_reasons, order)
