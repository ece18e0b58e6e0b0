"""The end of a round: its citations are settled by the rules, or go back to the pool where votes did not count."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db.models import Max
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.calibration.finished import finished
from screening.decisions.calibration.results import results_of
from screening.decisions.calibration_models import Gate, PilotCandidate, PilotRound
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.outcomes.settling import settle
from screening.decisions.requirements import in_force
from screening.notices.operations import tell
from screening.protocol.models import Stage
from screening.reviews.models import Member


def close_if_complete(*, by: Member, pilot: PilotRound | None) -> None:
    """A part of casting a vote: the last one of all ends the round. ``pilot`` is locked."""
    if pilot and finished(pilot=pilot).is_complete:
        close(by=by, pilot=pilot)


def close(*, by: Member, pilot: PilotRound, early_reason: str = "") -> None:
    """Close a locked round and open its votes. With a reason it was closed early and passes no gate."""
    drawn = pilot.drawn.filter(taken_out=False).values_list("candidate", flat=True)
    rows = Candidate.objects.filter(pk__in=list(drawn)).order_by("pk")
    candidates = list(rows.select_for_update(no_key=True))
    votes = Vote.objects.unblinded(because="the newest vote of a round that ends; nobody is shown it here")
    newest = votes.filter(candidate__in=candidates).aggregate(newest=Max("pk"))["newest"]
    pilot.closed_by, pilot.closed_at, pilot.early_reason = by, timezone.now(), early_reason
    pilot.last_vote = newest
    found = results_of(pilot=pilot)
    pilot.percent, pilot.kappa = found.overall.percent, found.overall.kappa
    pilot.save()
    trail.record(
        Event.PILOT_CLOSED,
        pilot,
        stage=pilot.stage,
        number=pilot.number,
        complete=pilot.is_complete,
        counts=pilot.counts,
        reason=early_reason,
        compared=found.overall.total,
        agreeing=found.overall.agreeing,
    )
    for candidate in candidates:
        if pilot.counts:
            settle(by=by, candidate=candidate, rules=in_force(candidate))
        else:
            set_aside(candidate=candidate, opened=True)
    _pass_gate(pilot)
    takers = Member.objects.filter(pk__in=pilot.takers.values("member"), left_at=None)
    tell(
        members=takers,
        kind="pilot.closed" if pilot.stage == Stage.TITLE_ABSTRACT else "pilot.closed_at_full_text",
        key=f"pilot {pilot.pk} closed",
        about=pilot.pk,
        number=pilot.number,
    )


def take_out(*, candidates: Iterable[Candidate]) -> None:
    """A part of merging: votes that do not count must not be carried to where they would."""
    drawn = PilotCandidate.objects.filter(
        candidate__in=list(candidates), taken_out=False, pilot__closed_at=None, pilot__counts=False
    )
    for row in drawn.select_related("candidate"):
        row.taken_out = True
        row.save(update_fields=["taken_out"])
        set_aside(candidate=row.candidate, opened=False)


def set_aside(*, candidate: Candidate, opened: bool) -> None:
    """Withdraw each vote on a locked candidate of a round that did not count. They stay on record."""
    votes = Vote.objects.unblinded(because="votes that do not count are set aside; nobody is shown them")
    standing = votes.filter(candidate=candidate, superseded_by=None, carried_from=None)
    added = [
        Vote.objects.add(
            review_id=vote.review_id,
            candidate=candidate,
            by_id=vote.by_id,
            verdict=Verdict.WITHDRAWN,
            protocol_id=vote.protocol_id,
            key=uuid4(),
            supersedes=vote,
            is_first=False,
            after_opening=opened,
        )
        for vote in standing.exclude(verdict=Verdict.WITHDRAWN).order_by("pk")
    ]
    if added:
        told = {"stage": candidate.stage, "citation": candidate.citation_id}
        trail.record(Event.VOTES_SET_ASIDE, candidate, **told, votes=[vote.pk for vote in added])


def _pass_gate(pilot: PilotRound) -> None:
    gates = Gate.objects.select_for_update(no_key=True)  # its numbers may be changed at this moment
    gate = gates.filter(review=pilot.review_id, stage=pilot.stage).first()
    if gate and gate.is_shut and gate.reached_by(pilot):
        gate.passed_by = pilot
        gate.save(update_fields=["passed_by"])
        trail.record(Event.GATE_PASSED, gate, stage=gate.stage, number=pilot.number)
