"""Who has what to judge, what one judged oneself, and where votes disagree.

Of what others did on a pending candidate nothing goes in here, not even into an order or a count; except that
what enough others hold or judged is not handed out (``allocation/leases.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from screening.decisions.allocation import leases
from screening.decisions.allocation.assigned import allocation_of, assigned, placed
from screening.decisions.allocation.models import Allocation
from screening.decisions.desk import Desk, desk_of
from screening.decisions.holding import Hold, handed_out, hold
from screening.decisions.interests.barred import free_to_judge
from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.order import in_order
from screening.decisions.requirements import rules_let_settle
from screening.protocol.models import Stage
from screening.protocol.queries import current_protocol, rules_for
from screening.records.standing import apart, screenable
from screening.reviews.models import Member, Review

RECENT = 8


def open_candidates(*, review: Review, stage: Stage | str | None = None) -> QuerySet[Candidate]:
    """Candidates whose citation counts and was not closed."""
    rows = Candidate.objects.filter(review=review).exclude(citation__in=apart(review=review))
    return rows.filter(stage=stage) if stage else rows


def own_votes(*, member: Member) -> QuerySet[Vote]:
    """The member's standing votes: neither superseded nor taken back."""
    mine = Vote.objects.own(member)
    # asked in this way PostgreSQL knows that most votes stand, and takes the index instead of all votes
    superseding = mine.filter(supersedes=OuterRef("pk"))
    return mine.filter(~Exists(superseding)).exclude(verdict=Verdict.WITHDRAWN)


def latest_vote(*, member: Member) -> int:
    """The id of the newest vote they cast, taken back or not; 0 before any."""
    return Vote.objects.own(member).order_by("-pk").values_list("pk", flat=True).first() or 0


def queue(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> QuerySet[Candidate]:
    """What may be handed to the member now, in their order (``handed_to``). A query, and those of ``desk_of``."""
    return handed_to(desk_of(member=member, stage=stage))


def handed_to(desk: Desk, *, among: Collection[int] | None = None) -> QuerySet[Candidate]:
    """What may be handed to the member now, in their order: theirs to judge, and not held by enough others.

    A pilot round of theirs comes before everything else and is judged by all who take part, whoever holds what; behind
    a shut gate nothing waits (``holding.py``). ``among``: only of these (ids), which is quick however many there are.
    """
    member, stage = desk.member, desk.stage
    waiting = _to_judge(member, stage, desk.allocation, desk.hold, among)
    if not desk.hold.takes_part:
        waiting = waiting.exclude(
            pk__in=leases.full(member=member, required=desk.votes_required, among=among)
        )
    return _in_order(waiting.select_related("citation"), desk)


def likely_for(desk: Desk) -> QuerySet[Candidate]:
    """All of ``handed_to`` in the same order, and in between what others hold or what does not count: to be asked
    again, ``among`` a few. Of 100,000 candidates it looks at nothing but the candidates."""
    rows = Candidate.objects.filter(review=desk.member.review_id, stage=desk.stage)
    return _in_order(
        _theirs(rows, own_votes(member=desk.member), desk.member, desk.allocation, desk.hold), desk
    )


def _in_order(rows: QuerySet[Candidate], desk: Desk) -> QuerySet[Candidate]:
    order, by_priority = desk.preferences.order, desk.allocation.by_priority
    return in_order(rows, member=desk.member, stage=desk.stage, order=order, by_priority=by_priority)


def to_judge(*, member: Member, stage: Stage | str) -> QuerySet[Candidate]:
    """Pending, without a vote of the member's, and theirs by the allocation; whoever holds it now."""
    allocation, held = allocation_of(review=member.review, stage=stage), hold(member=member, stage=stage)
    return _to_judge(member, stage, allocation, held)


def _to_judge(
    member: Member,
    stage: Stage | str,
    allocation: Allocation,
    held: Hold,
    among: Collection[int] | None = None,
) -> QuerySet[Candidate]:
    judged = own_votes(member=member)
    if among is None:
        rows = open_candidates(review=member.review, stage=stage)
    else:
        rows = Candidate.objects.filter(screenable("citation__"), review=member.review_id, stage=stage)
        rows, judged = rows.filter(pk__in=among), judged.filter(candidate__in=among)
    return _theirs(rows.filter(free_to_judge(member)), judged, member, allocation, held)


def _theirs(
    rows: QuerySet[Candidate], judged: QuerySet[Vote], member: Member, allocation: Allocation, held: Hold
) -> QuerySet[Candidate]:
    rows = rows.filter(handed_out(held), outcome=Candidate.Outcome.PENDING)
    # a list made once: SQLite would go through all votes of the member again for each candidate of an EXISTS
    waiting = placed(rows.exclude(pk__in=judged.values("candidate")), allocation)
    return waiting if held.takes_part else waiting.filter(assigned(member=member, allocation=allocation))


def history(*, member: Member) -> QuerySet[Vote]:
    """The member's standing votes at both stages, latest first, each with what it was about."""
    told = own_votes(member=member).select_related("candidate__citation", "reason", "protocol")
    return told.defer("candidate__citation__abstract", "candidate__citation__abstract_text").order_by("-pk")


def recent_votes(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> QuerySet[Vote]:
    """The last few of them at one stage."""
    told = (
        own_votes(member=member)
        .filter(candidate__stage=stage)
        .select_related("candidate__citation", "reason")
    )
    return told.only(
        "verdict",
        "note",
        "reason__label",
        "candidate__citation__title",
        "candidate__stage",
        "candidate__report_id",
    ).order_by("-pk")[:RECENT]


def conflicts(*, member: Member) -> QuerySet[Candidate]:
    """Every open conflict, oldest first; ``voted`` where the member ever voted, ``barred`` where they have a conflict
    of interest, so that others must settle it.

    ``latest`` is the latest ruling on it: ``reopened`` where somebody asked for a fresh look.
    """
    disagreed = open_candidates(review=member.review).filter(outcome=Candidate.Outcome.CONFLICT)
    told = disagreed.select_related("citation").annotate(
        voted=_ever_voted(member), barred=~free_to_judge(member), latest=latest_ruling()
    )
    return told.order_by("decided_at", "pk")


def latest_ruling() -> Subquery:
    """Of candidates: what the latest resolution says, ``None`` without one."""
    ruled = Resolution.objects.filter(candidate=OuterRef("pk")).order_by("-pk")
    return Subquery(ruled.values("verdict")[:1])


def to_settle(*, member: Member) -> QuerySet[Candidate]:
    """The conflicts in which the member never voted and that they are not barred from, where the rules of the stage
    let them settle; oldest first."""
    stages = stages_to_settle(member=member)
    return (
        conflicts(member=member).filter(free_to_judge(member), stage__in=stages).exclude(_ever_voted(member))
    )


def differing_reasons(*, member: Member) -> QuerySet[Candidate]:
    """Agreed to be excluded, for different reasons, of which the first in the declared order stands; latest first.

    Only those whose votes are open to the member.
    """
    agreed = {
        "candidate__outcome": Candidate.Outcome.EXCLUDED,
        "candidate__decided_by": Candidate.DecidedBy.AGREED,
    }
    votes = Vote.objects.visible_to(member).filter(**agreed, superseded_by=None, verdict=Verdict.EXCLUDE)
    several = votes.values("candidate").annotate(reasons=Count("reason", distinct=True)).filter(reasons__gt=1)
    rows = open_candidates(review=member.review).filter(pk__in=several.values("candidate"))
    return rows.select_related("citation", "reason").order_by("-decided_at", "-pk")


def stages_to_settle(*, member: Member) -> list[Stage]:
    """Where the member may settle what they did not vote on, by the rules in force."""
    protocol = current_protocol(review=member.review)
    if protocol is None:
        return []
    return [s for s in Stage if rules_let_settle(member, rules_for(version=protocol, stage=s))]


def votes_on(*, member: Member, candidate: Candidate) -> QuerySet[Vote]:
    """The standing votes on a candidate that are open to the member, in the order they were first cast."""
    votes = Vote.objects.visible_to(member).filter(candidate=candidate, superseded_by=None)
    return (
        votes.exclude(verdict=Verdict.WITHDRAWN)
        .select_related("by__user", "reason", "protocol")
        .order_by("by")
    )


def with_votes(*, member: Member, candidates: Iterable[Candidate]) -> list[tuple[Candidate, list[Vote]]]:
    """Candidates, each with its standing votes as far as they are open to the member. One query."""
    rows = list(candidates)
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    seen = Vote.objects.visible_to(member).filter(candidate__in=rows, superseded_by=None)
    for vote in seen.exclude(verdict=Verdict.WITHDRAWN).select_related("by__user", "reason").order_by("by"):
        votes[vote.candidate_id].append(vote)
    return [(candidate, votes[candidate.pk]) for candidate in rows]


def _ever_voted(member: Member) -> Q:
    return Q(pk__in=Vote.objects.own(member).values("candidate"))


def latest_resolution(candidate: Candidate) -> Resolution | None:
    return candidate.resolutions.select_related("by__user", "reason").order_by("-pk").first()


def standing_resolution(candidate: Candidate) -> Resolution | None:
    """The resolution that settles a candidate, unless it was taken back or opened again."""
    latest = latest_resolution(candidate)
    return latest if latest and latest.verdict in Resolution.SETTLES else None


def ever_voted(*, member: Member, candidate: Candidate) -> bool:
    """Did the member vote there, even if they took it back?"""
    return Vote.objects.own(member).filter(candidate=candidate).exists()
