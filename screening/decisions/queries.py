"""Who has what to judge, what one judged oneself, and where votes disagree.

Of what others did on a pending candidate nothing goes in here, not even into an order or a count.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.order import own_order
from screening.protocol.models import Stage
from screening.records.standing import screenable
from screening.reviews.models import Member, Review

RECENT = 5


def open_candidates(*, review: Review, stage: Stage | str | None = None) -> QuerySet[Candidate]:
    """Candidates whose citation counts and was not closed."""
    rows = Candidate.objects.filter(screenable("citation__"), review=review)
    return rows.filter(stage=stage) if stage else rows


def own_votes(*, member: Member) -> QuerySet[Vote]:
    """The member's standing votes: neither superseded nor taken back."""
    mine = Vote.objects.own(member)
    # asked in this way PostgreSQL knows that most votes stand, and takes the index instead of all votes
    superseding = mine.filter(supersedes=OuterRef("pk"))
    return mine.filter(~Exists(superseding)).exclude(verdict=Verdict.WITHDRAWN)


def queue(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> QuerySet[Candidate]:
    """What the member has to judge: pending and without a vote of theirs.

    Highest priority first, then in a random order of the member's own, which stays the same each time.
    """
    pending = open_candidates(review=member.review, stage=stage).filter(outcome=Candidate.Outcome.PENDING)
    # a list made once: SQLite would go through all votes of the member again for each candidate of an EXISTS
    judged = own_votes(member=member).values("candidate")
    waiting = pending.exclude(pk__in=judged).select_related("citation")
    return waiting.order_by("-priority", own_order(f"{member.pk} {stage}"), "pk")


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
        "verdict", "reason__label", "candidate__citation__title", "candidate__stage", "candidate__report_id"
    ).order_by("-pk")[:RECENT]


def conflicts(*, member: Member) -> QuerySet[Candidate]:
    """Every open conflict, oldest first; ``voted`` where the member ever voted, so that others must settle it."""
    disagreed = open_candidates(review=member.review).filter(outcome=Candidate.Outcome.CONFLICT)
    told = disagreed.select_related("citation").annotate(voted=_ever_voted(member))
    return told.order_by("decided_at", "pk")


def to_settle(*, member: Member) -> QuerySet[Candidate]:
    """The conflicts in which the member never voted, oldest first."""
    return conflicts(member=member).exclude(_ever_voted(member))


def next_to_settle(*, member: Member) -> Candidate | None:
    return to_settle(member=member).first()


def votes_on(*, member: Member, candidate: Candidate) -> QuerySet[Vote]:
    """The standing votes on a candidate that are open to the member, in the order they were first cast."""
    votes = Vote.objects.visible_to(member).filter(candidate=candidate, superseded_by=None)
    return (
        votes.exclude(verdict=Verdict.WITHDRAWN)
        .select_related("by__user", "reason", "protocol")
        .order_by("by")
    )


def _ever_voted(member: Member) -> Q:
    return Q(pk__in=Vote.objects.own(member).values("candidate"))


def standing_resolution(candidate: Candidate) -> Resolution | None:
    """The resolution that settles a candidate, unless it was taken back."""
    latest = candidate.resolutions.select_related("by__user", "reason").order_by("-pk").first()
    return latest if latest and latest.verdict != Verdict.WITHDRAWN else None


def ever_voted(*, member: Member, candidate: Candidate) -> bool:
    """Did the member vote there, even if they took it back?"""
    return Vote.objects.own(member).filter(candidate=candidate).exists()
