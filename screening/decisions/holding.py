"""What an open pilot round, or a gate that no round has passed, keeps back: from queues, votes and outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from screening.decisions.calibration_models import PilotCandidate, PilotRound
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.requirements import Refused
from screening.protocol.models import Stage
from screening.reviews.models import Member

# As text, for every vote and every batch asks: Django takes longer to write them than the database to answer.
ROUND_IS_OPEN = """EXISTS (
    SELECT 1 FROM screening_pilotround
    WHERE review_id = %(review)s AND stage = %(stage)s AND closed_at IS NULL
)"""
GATE_IS_SHUT = """EXISTS (
    SELECT 1 FROM screening_gate
    WHERE review_id = %(review)s AND stage = %(stage)s AND passed_by_id IS NULL AND opened_at IS NULL
        AND (percent IS NOT NULL OR kappa IS NOT NULL)
)"""
SHUT = (
    "Main screening is closed until a pilot round reaches the agreement that was set; see Calibration."
    " Nothing was stored."
)


@dataclass(frozen=True, slots=True)
class Hold:
    """``pilot``: the open round of a stage, with whether the member takes part; ``shut``: the gate is."""

    pilot: PilotRound | None
    takes_part: bool
    shut: bool


def hold(*, member: Member, stage: Stage | str) -> Hold:
    """One query, or three while a round is open."""
    is_open, shut = _is(ROUND_IS_OPEN, GATE_IS_SHUT, review_id=member.review_id, stage=stage)
    pilot = open_round(review_id=member.review_id, stage=stage) if is_open else None
    takes_part = bool(pilot and pilot.takers.filter(member=member).exists())
    return Hold(pilot, takes_part, shut)


def open_round(*, review_id: int, stage: Stage | str) -> PilotRound | None:
    """There is one at most."""
    return PilotRound.objects.filter(review=review_id, stage=stage, closed_at=None).first()


def handed_out(held: Hold) -> Q:
    """The candidates that may go to a member now: those of an open round of theirs, else none behind a shut gate,
    else all but those of a round of others."""
    if held.pilot and held.takes_part:
        return Q(pk__in=_drawn(held.pilot))
    if held.shut:
        return Q(pk__in=[])
    return ~Q(pk__in=_drawn(held.pilot)) if held.pilot else Q()


def is_held(candidate: Candidate) -> bool:
    """While its round is open it stays pending, however many voted: else votes would open one by one."""
    return held_in(candidate.review_id).filter(candidate=candidate).exists()


def held_in(review_id: int) -> QuerySet[PilotCandidate]:
    """What the open rounds of a review hold."""
    return PilotCandidate.objects.filter(review=review_id, taken_out=False, pilot__closed_at=None)


def lock_round(candidate: Candidate) -> PilotRound | None:
    """The open round that drew the candidate. Taken before any candidate, so that two last votes, or a vote
    and a closing, come one after the other. Two queries while a round is open, one at all other times."""
    if _is(ROUND_IS_OPEN, review_id=candidate.review_id, stage=candidate.stage) == [False]:
        return None
    drew = PilotCandidate.objects.filter(pilot=OuterRef("pk"), candidate=candidate, taken_out=False)
    return PilotRound.objects.select_for_update(no_key=True).filter(Exists(drew), closed_at=None).first()


def check_turn(
    *,
    by: Member,
    candidate: Candidate,
    verdict: str,
    current: Vote | None,
    pilot: PilotRound | None,
    shut: bool,
) -> None:
    """Is it this member's turn here, where the gate is ``shut`` or not? A vote that stands can always be changed or
    taken back."""
    if verdict == Verdict.WITHDRAWN or (current and current.verdict != Verdict.WITHDRAWN):
        return
    if pilot:
        if not pilot.takers.filter(member=by).exists():
            raise Refused(f"{pilot} is open on this citation, and others take part. Nothing was stored.")
        return
    if shut and not _counted(candidate):
        raise Refused(SHUT)


def _is(*conditions: str, review_id: int, stage: Stage | str) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(conditions), {"review": review_id, "stage": stage})
        return list(map(bool, cursor.fetchone()))


def _drawn(pilot: PilotRound) -> QuerySet[PilotCandidate, int]:
    return pilot.drawn.filter(taken_out=False).values_list("candidate", flat=True)


def _counted(candidate: Candidate) -> bool:
    """Of a round whose votes count: what is settled there may still be talked over and changed."""
    return PilotCandidate.objects.filter(candidate=candidate, pilot__counts=True).exists()
