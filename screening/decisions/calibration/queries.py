"""What the calibration pages ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.decisions.calibration.finished import to_judge
from screening.decisions.calibration.results import Case, Results
from screening.decisions.calibration_models import Gate, PilotComment, PilotMember, PilotRound
from screening.decisions.holding import open_round
from screening.decisions.models import Verdict, Vote
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review
from screening.reviews.permissions import GRANTS, Permission


def rounds_of(*, member: Member, stage: Stage | str | None = None) -> QuerySet[PilotRound]:
    """Every round of a stage, or of both, newest first: ``size``, ``people``, ``mine`` where the member takes part."""
    mine = PilotMember.objects.filter(pilot=OuterRef("pk"), member=member)
    rounds = PilotRound.objects.filter(review=member.review_id)
    return (
        (rounds.filter(stage=stage) if stage else rounds)
        .select_related("protocol", "opened_by__user", "closed_by__user")
        .annotate(
            size=Count("drawn", distinct=True), people=Count("takers", distinct=True), mine=Exists(mine)
        )
        .order_by("-number")
    )


def gate_of(*, review: Review, stage: Stage | str) -> Gate | None:
    gates = Gate.objects.filter(review=review, stage=stage)
    return gates.select_related("passed_by", "opened_by__user").first()


def sees_all(member: Member) -> bool:
    """Votes of any closed round are open to adjudicators and readers of the trail; else to who took part."""
    return member.may(Permission.RESOLVE_CONFLICTS) or member.may(Permission.READ_TRAIL)


def screeners(*, review: Review) -> QuerySet[Member]:
    """Everybody who can take part."""
    roles = [role for role, rights in GRANTS.items() if Permission.SCREEN in rights]
    return Member.objects.filter(review=review, left_at=None, role__in=roles).select_related("user")


@dataclass(frozen=True, slots=True)
class OwnProgress:
    pilot: PilotRound
    judged: int
    total: int


def own_progress(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> OwnProgress | None:
    """How far the member is in an open round of theirs."""
    pilot = open_round(review_id=member.review_id, stage=stage)
    if pilot is None or not pilot.takers.filter(member=member).exists():
        return None
    mine = Vote.objects.own(member).filter(superseded_by=None).exclude(verdict=Verdict.WITHDRAWN)
    voted = Q(Exists(mine.filter(candidate=OuterRef("candidate"))))
    numbers = to_judge(pilot=pilot).aggregate(total=Count("pk"), judged=Count("pk", filter=voted))
    return OwnProgress(pilot, numbers["judged"], numbers["total"])


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation of a closed round with who said what, and what was said about it since."""

    case: Case
    opinions: list[tuple[Member, Vote | None]]
    comments: list[PilotComment]


@dataclass(frozen=True, slots=True)
class Discussion:
    """``general`` is about the round as a whole."""

    disagreed: list[Shown]
    reasons_differ: list[Shown]
    agreed: list[Shown]
    general: list[PilotComment]


def discussion(*, pilot: PilotRound, results: Results) -> Discussion:
    """One query."""
    said: defaultdict[int | None, list[PilotComment]] = defaultdict(list)
    for comment in pilot.comments.select_related("by__user").order_by("pk"):
        said[comment.candidate_id].append(comment)
    found = Discussion([], [], [], said[None])
    for case in results.cases:
        where = (
            found.disagreed
            if case.disagree
            else found.reasons_differ
            if case.reasons_differ
            else found.agreed
        )
        opinions = list(zip(results.members, case.votes, strict=True))
        where.append(Shown(case, opinions, said[case.candidate.pk]))
    return found
