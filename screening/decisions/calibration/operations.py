"""Changes to pilot rounds and the gate before main screening."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.calibration.closing import close
from screening.decisions.calibration.drawing import draw
from screening.decisions.calibration.finished import finished, readable
from screening.decisions.calibration_models import Gate, PilotCandidate, PilotComment, PilotMember, PilotRound
from screening.decisions.models import Candidate, Vote
from screening.decisions.requirements import NOTE_LENGTH, Refused
from screening.notices.operations import tell
from screening.protocol.models import Stage
from screening.protocol.queries import current_protocol, rules_for
from screening.records.standing import screenable
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

MOST = 200
FEWER = {
    Stage.TITLE_ABSTRACT: "So many citations that nobody voted on are not left: choose fewer. Nothing was opened.",
    Stage.FULL_TEXT: "So many full texts that nobody judged are not here: choose fewer. Nothing was opened.",
}
ONE_AT_A_TIME = "A pilot round is open already. Let it end, or close it, before the next one."


@operation(Permission.MANAGE_REVIEW)
def open_round(
    *,
    by: Member,
    size: int,
    members: Sequence[Member],
    counts: bool = True,
    seed: str = "",
    stage: Stage = Stage.TITLE_ABSTRACT,
) -> PilotRound:
    """Draw ``size`` citations that nobody voted on, or full texts that are here; the ``members`` judge them before
    anything else.

    The same ``seed`` draws the same citations of the same ones. Raises ``Refused``.
    """
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    protocol = current_protocol(review=by.review)
    if protocol is None:
        raise Refused("A round starts when the protocol is frozen: criteria are what it tries out.")
    earlier = PilotRound.objects.filter(review=by.review, stage=stage)
    people = {member.pk: member for member in members if member.may(Permission.SCREEN)}
    required = rules_for(version=protocol, stage=stage).votes_required
    _check_opening(by.review, earlier, size, len(people), required if counts else 2)
    seed = seed.strip() or secrets.token_hex(4)
    pool = _pool(by.review, stage)
    drawn = draw(pool.values_list("pk", flat=True), size=size, seed=seed)
    locked = Candidate.objects.filter(pk__in=drawn).order_by("pk").select_for_update(no_key=True)
    if (
        len(locked) < size or pool.filter(pk__in=drawn).count() < size
    ):  # or somebody voted at this very moment
        raise Refused({"size": FEWER[stage]})
    pilot = PilotRound.objects.create(
        review=by.review,
        stage=stage,
        number=earlier.count() + 1,
        seed=seed,
        counts=counts,
        protocol=protocol,
        opened_by=by,
    )
    PilotMember.objects.bulk_create(
        PilotMember(review=by.review, pilot=pilot, member=member) for member in people.values()
    )
    PilotCandidate.objects.bulk_create(
        PilotCandidate(review=by.review, pilot=pilot, candidate_id=pk) for pk in drawn
    )
    trail.record(
        Event.PILOT_OPENED,
        pilot,
        stage=stage,
        number=pilot.number,
        seed=seed,
        counts=counts,
        protocol=protocol.pk,
        members=sorted(people),
        candidates=sorted(drawn),
    )
    tell(
        members=people.values(),
        kind="pilot.opened" if stage == Stage.TITLE_ABSTRACT else "pilot.opened_at_full_text",
        key=f"pilot {pilot.pk}",
        about=pilot.pk,
        number=pilot.number,
        size=size,
    )
    return pilot


@operation(Permission.MANAGE_REVIEW)
def close_round(*, by: Member, pilot: PilotRound, reason: str = "") -> PilotRound:
    """End a round. A reason is needed while somebody who takes part has not judged everything."""
    now = PilotRound.objects.select_for_update(no_key=True).get(pk=pilot.pk)
    if now.closed_at:
        raise Refused("This round is closed already. Nothing was changed.")
    if finished(pilot=now).is_complete:
        close(by=by, pilot=now)
        return now
    if not reason.strip():
        raise Refused(
            {"reason": "Not everybody has finished. Say why the round is closed early: it is kept."}
        )
    close(by=by, pilot=now, early_reason=reason.strip())
    return now


def say(*, by: Member, pilot: PilotRound, text: str, candidate: Candidate | None = None) -> PilotComment:
    """Add a word to the discussion of a closed round, or of one citation in it. Sent twice running, it is one word."""
    if there := _said_last(by, pilot, text, candidate):
        return there
    return _say(by=by, pilot=pilot, text=text, candidate=candidate)


def _said_last(by: Member, pilot: PilotRound, text: str, candidate: Candidate | None) -> PilotComment | None:
    last = pilot.comments.filter(candidate=candidate).order_by("pk").last()
    return last if last and (last.by_id, last.text) == (by.pk, text.strip()) else None


@operation(Permission.SCREEN)
def _say(*, by: Member, pilot: PilotRound, text: str, candidate: Candidate | None) -> PilotComment:
    PilotRound.objects.select_for_update(no_key=True).get(pk=pilot.pk)
    if pilot.closed_at is None:
        raise Refused("The round is still open, and judged blind. Talk about it when it is closed.")
    if not (by.may(Permission.RESOLVE_CONFLICTS) or pilot.takers.filter(member=by).exists()):
        raise Refused("Those talk about a round who took part, adjudicators and owners. Nothing was stored.")
    if candidate:
        drawn = pilot.drawn.filter(candidate=candidate)
        if not drawn.exists():
            raise Refused("This citation was not in the round.")
        pending = drawn.filter(candidate__outcome=Candidate.Outcome.PENDING)
        if pilot.counts and by.review.blinded and pending.exists():
            raise Refused("Not all votes on this citation are in. Talk about it when they are.")
    if not text.strip() or len(text) > NOTE_LENGTH or "\0" in text:
        raise Refused({"text": f"Write something, up to {NOTE_LENGTH:,} characters."})
    if _said_last(by, pilot, text, candidate):  # at the very same moment
        raise Refused("This was sent before. Load the page again to see it.")
    comment = PilotComment.objects.create(
        review=by.review, pilot=pilot, candidate=candidate, by=by, text=text.strip()
    )
    trail.record(Event.PILOT_DISCUSSED, pilot, stage=pilot.stage, number=pilot.number, comment=comment.pk)
    return comment


@operation(Permission.MANAGE_REVIEW)
def set_gate(
    *, by: Member, percent: int | None, kappa: Decimal | None, stage: Stage = Stage.TITLE_ABSTRACT
) -> Gate:
    """Say what agreement a complete round must reach before main screening; ``None`` twice turns it off.

    Rounds before are looked at anew; a gate that was opened with a reason is shut again by other numbers.
    """
    gate = _gate(by, stage)
    if (gate.percent, gate.kappa) != (percent, kappa):
        gate.opened_by, gate.opened_at, gate.opened_reason = None, None, ""
    gate.percent, gate.kappa = percent, kappa
    gate.clean_fields(exclude=["passed_by", "opened_by", "opened_at", "opened_reason"])
    rounds = PilotRound.objects.filter(review=by.review, stage=stage).order_by("-number")
    gate.passed_by = next((pilot for pilot in rounds if gate.is_set and gate.reached_by(pilot)), None)
    gate.save()
    wanted = {"percent": percent or "off", "kappa": "off" if kappa is None else str(kappa)}
    trail.record(Event.GATE_SET, gate, stage=stage, **wanted)
    return gate


@operation(Permission.MANAGE_REVIEW)
def open_gate(*, by: Member, reason: str, stage: Stage = Stage.TITLE_ABSTRACT) -> Gate:
    """Let main screening begin though no round reached what was set: signed, with the reason."""
    gate = _gate(by, stage)
    if not gate.is_shut:
        raise Refused("Main screening is open already. Nothing was changed.")
    if not reason.strip():
        raise Refused({"reason": "Say why: this is signed with your name and kept in the audit trail."})
    gate.opened_by, gate.opened_at, gate.opened_reason = by, timezone.now(), reason.strip()
    gate.save(update_fields=["opened_by", "opened_at", "opened_reason"])
    trail.record(Event.GATE_OPENED, gate, stage=stage, reason=gate.opened_reason)
    return gate


def _check_opening(
    review: Review, earlier: QuerySet[PilotRound], size: int, people: int, needed: int
) -> None:
    if not review.blinded:
        raise Refused(
            "All judgements of this review are open. Blind it again first: a round is judged blind."
        )
    if not 1 <= size <= MOST:
        raise Refused({"size": f"A round has 1 to {MOST} citations or full texts."})
    if people < 2:
        raise Refused({"members": "A round needs two people at least: it is about agreement."})
    if people < needed:  # else everything would be pending at its end, and blind
        raise Refused(
            {
                "members": f"The protocol asks for {needed} votes. Choose {needed} people at least, or let the votes of"
                " this round not count."
            }
        )
    if earlier.filter(closed_at=None).exists():
        raise Refused(ONE_AT_A_TIME)


def _gate(by: Member, stage: Stage) -> Gate:
    """The locked gate of a stage, made when it is first set."""
    made, _ = Gate.objects.get_or_create(review=by.review, stage=stage)
    return Gate.objects.select_for_update(no_key=True).get(pk=made.pk)


def _pool(review: Review, stage: Stage) -> QuerySet[Candidate]:
    """Pending candidates that can be judged, and that nobody ever voted on."""
    votes = Vote.objects.unblinded(
        because="a round is drawn from those nobody voted on; nobody is told which"
    )
    rows = Candidate.objects.filter(
        ~Exists(votes.filter(candidate=OuterRef("pk"))),
        screenable("citation__"),
        review=review,
        stage=stage,
        outcome=Candidate.Outcome.PENDING,
    )
    return rows.filter(pk__in=readable(review_id=review.pk)) if stage == Stage.FULL_TEXT else rows
