"""Votes and resolutions: what people decide. Both stages go through here."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, connection

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.allocation import leases
from screening.decisions.batch_models import VoteBatch
from screening.decisions.calibration.closing import close_if_complete
from screening.decisions.discussion.telling import tell_dispute
from screening.decisions.holding import check_turn, lock_round
from screening.decisions.interests.barred import check_interest
from screening.decisions.locked import lock
from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.outcomes.settling import settle
from screening.decisions.requirements import (
    Refused,
    check_candidate,
    check_note,
    check_reason,
    check_settler,
    in_force,
)
from screening.protocol.models import ExclusionReason
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

DAY = 24 * 3600
USED = "This form was sent before, with other content. Nothing was changed; vote again on the fresh page."
# as text, for every vote asks it: Django takes longer to write it than the database to answer it
THERE = "SELECT * FROM screening_vote WHERE candidate_id = %s OR key = %s ORDER BY id"
VERDICTS = (Verdict.INCLUDE, Verdict.MAYBE, Verdict.EXCLUDE)


class _Repeated(Exception):
    """The vote with this key is there already."""

    def __init__(self, vote: Vote) -> None:
        self.vote = vote


def cast_vote(
    *,
    by: Member,
    candidate: Candidate,
    verdict: str,
    key: UUID,
    reason: ExclusionReason | None = None,
    note: str = "",
    seconds: int | None = None,
    batch: VoteBatch | None = None,
) -> Vote:
    """Say what ``by`` thinks of a candidate; a standing vote of theirs is superseded.

    ``key`` is made by the client, one for each vote: sent twice, it is one vote. ``seconds`` spent are kept
    within 0 and a day, whatever the client's clock says. ``batch`` is what it is cast with, together with others:
    only on what is pending, and never over a vote of their own. Raises ``Refused``.
    """
    if verdict not in VERDICTS:
        raise Refused("A vote is include, maybe or exclude.")
    try:
        return _cast(
            by=by, candidate=candidate, verdict=verdict, key=key,
            reason=reason, note=note, seconds=seconds, batch=batch,
        )  # fmt: skip
    except _Repeated as repeated:
        return repeated.vote
    except IntegrityError:  # the key, used on another candidate at this very moment
        raise Refused(USED) from None


def undo_vote(*, by: Member, candidate: Candidate, key: UUID, batch: VoteBatch | None = None) -> Vote:
    """Take back the standing vote of ``by``. It stays on record, superseded by one that withdraws it."""
    try:
        return _cast(by=by, candidate=candidate, verdict=Verdict.WITHDRAWN, key=key, batch=batch)
    except _Repeated as repeated:
        return repeated.vote


@operation(Permission.SCREEN)
def _cast(
    *,
    by: Member,
    candidate: Candidate,
    verdict: str,
    key: UUID,
    reason: ExclusionReason | None = None,
    note: str = "",
    seconds: int | None = None,
    batch: VoteBatch | None = None,
) -> Vote:
    pilot = lock_round(candidate)
    locked = lock(by=by, candidate=candidate)
    candidate = locked.candidate
    there = _votes_there(candidate, key)
    _once(by, candidate, next((vote for vote in there if vote.key == key), None), (verdict, reason, note))
    rules = in_force(candidate)
    check_candidate(candidate)
    check_interest(by, candidate, barred=locked.barred)
    check_note(note)
    check_reason(verdict, reason, candidate, required=rules.reason_required)
    # a person's votes on one candidate supersede each other in turn: the last one stands
    current = next((vote for vote in reversed(there) if vote.by_id == by.pk), None)
    if verdict == Verdict.WITHDRAWN and (current is None or current.verdict == Verdict.WITHDRAWN):
        raise Refused("There is no vote of yours here to take back.")
    check_turn(by=by, candidate=candidate, verdict=verdict, current=current, pilot=pilot, shut=locked.shut)
    if batch and verdict != Verdict.WITHDRAWN:
        _check_untouched(candidate, current)
    opened = _was_open(by, candidate, there)
    opened = opened or (not by.review.blinded and any(vote.by_id != by.pk for vote in there))
    looked_before = any(
        vote.by_id == by.pk and vote.batch_id is None and vote.verdict != Verdict.WITHDRAWN for vote in there
    )
    vote = Vote.objects.add(
        review_id=by.review_id,
        candidate=candidate,
        by=by,
        verdict=verdict,
        reason=reason,
        note=note,
        seconds=None if seconds is None else max(0, min(seconds, DAY)),
        protocol_id=rules.version_id,
        key=key,
        supersedes=current,
        batch=batch,
        is_first=batch is None and not looked_before and not opened,
        after_opening=opened,
    )
    trail.record(
        Event.VOTE_CAST,
        candidate,
        stage=candidate.stage,
        citation=candidate.citation_id,
        vote=vote.pk,
        verdict=verdict,
        reason=vote.reason_id,
        protocol=rules.version_id,
        supersedes=vote.supersedes_id,
        first=vote.is_first,
        **({"batch": batch.pk} if batch else {}),
    )
    leases.end(member=by, candidate=candidate.pk)
    agreed = candidate.decided_by == Candidate.DecidedBy.AGREED
    settle(
        by=by, candidate=candidate, rules=rules, votes=[*there, vote], ruled=locked.ruled, held=locked.held
    )
    if agreed and candidate.outcome == Candidate.Outcome.CONFLICT:
        tell_dispute(vote=vote)
    close_if_complete(by=by, pilot=pilot)
    return vote


@operation(Permission.RESOLVE_CONFLICTS)
def resolve(
    *, by: Member, candidate: Candidate, verdict: str, reason: ExclusionReason | None = None, note: str = ""
) -> Resolution:
    """Settle a conflict in which ``by`` never voted, if the rules of the stage let them. The votes stay as they are.

    Raises ``Refused``.
    """
    if verdict not in (Verdict.INCLUDE, Verdict.EXCLUDE):
        raise Refused("A conflict is settled by include or exclude.")
    locked = lock(by=by, candidate=candidate)
    candidate = locked.candidate
    if candidate.outcome != Candidate.Outcome.CONFLICT:
        raise Refused("There is no conflict here any more; nothing was changed.")
    rules = in_force(candidate)
    check_settler(by, candidate, rules)
    check_candidate(candidate)
    check_interest(by, candidate, barred=locked.barred)
    check_note(note)
    check_reason(verdict, reason, candidate, required=True)
    resolution = Resolution.objects.create(
        review_id=by.review_id,
        candidate=candidate,
        by=by,
        verdict=verdict,
        reason=reason,
        note=note,
        protocol_id=rules.version_id,
    )
    trail.record(
        Event.CONFLICT_RESOLVED,
        candidate,
        stage=candidate.stage,
        citation=candidate.citation_id,
        verdict=verdict,
        reason=resolution.reason_id,
    )
    settle(by=by, candidate=candidate, rules=rules)
    return resolution


def _was_open(by: Member, candidate: Candidate, there: Sequence[Vote]) -> bool:
    """Could ``by`` have seen others' votes here, now or earlier?

    What was open is pending again after a vote that was itself cast after opening, or after an amendment: then those
    had seen it who read votes without casting one.
    """
    if candidate.outcome != Candidate.Outcome.PENDING or any(vote.after_opening for vote in there):
        return True
    if not by.may(Permission.RESOLVE_CONFLICTS):
        return False
    changed = AuditEvent.objects.filter(review_id=by.review_id, kind=Event.OUTCOME_CHANGED)
    return changed.filter(subject_type="candidate", subject_id=candidate.pk).exists()


def _check_untouched(candidate: Candidate, current: Vote | None) -> None:
    if candidate.outcome != Candidate.Outcome.PENDING:
        raise Refused("Decided in the meantime.")
    if current is not None and current.verdict != Verdict.WITHDRAWN:
        raise Refused("Judged by you in the meantime.")


def _votes_there(candidate: Candidate, key: UUID) -> list[Vote]:
    """Every vote on a locked candidate, and the one with this key wherever it is, oldest first. One query."""
    votes = Vote.objects.unblinded(
        because="was this candidate open already, what follows for its outcome, is the key used?"
    )
    return list(
        votes.raw(THERE, [candidate.pk, Vote._meta.get_field("key").get_db_prep_value(key, connection)])
    )


def _once(
    by: Member, candidate: Candidate, used: Vote | None, content: tuple[str, ExclusionReason | None, str]
) -> None:
    """``used`` has the key of the vote to cast. Raises ``_Repeated`` where it is the very vote sent again, else
    ``Refused``."""
    if used is None:
        return
    verdict, reason, note = content
    same = (used.by_id, used.candidate_id, used.verdict, used.reason_id, used.note)
    if same == (by.pk, candidate.pk, verdict, reason.pk if reason else None, note):
        raise _Repeated(used)
    raise Refused(USED)
