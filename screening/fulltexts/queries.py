"""Which reports are sought, what is for whom to judge, which studies are included: asked anew each time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from screening.decisions.desk import desk_of
from screening.decisions.models import Candidate
from screening.decisions.queries import own_votes
from screening.decisions.queries import to_judge as candidates_to_judge
from screening.decisions.taking import take
from screening.fulltexts.models import Report, Study
from screening.protocol.models import Stage, StageRules
from screening.protocol.queries import current_protocol, rules_for
from screening.records.standing import screenable
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

Outcome, Retrieval = Candidate.Outcome, Report.Retrieval


def reports_sought(*, review: Review) -> QuerySet[Report]:
    """Reports of citations that title and abstract screening includes now."""
    return Report.objects.filter(
        screenable("citation__"),
        review=review,
        citation__candidates__stage=Stage.TITLE_ABSTRACT,
        citation__candidates__outcome=Outcome.INCLUDED,
    )


def reports_for(*, member: Member) -> QuerySet[Report]:
    """The reports sought; ``my_verdict`` on each is the member's own standing verdict, or ``None``."""
    mine = own_votes(member=member).filter(candidate=OuterRef("candidate")).values("verdict")[:1]
    return (
        reports_sought(review=member.review)
        .select_related("citation", "study", "candidate__reason")
        .annotate(my_verdict=Subquery(mine))
        .order_by("-candidate__priority", "pk")
    )


def to_judge(*, member: Member) -> QuerySet[Report]:
    """What the member has still to judge: retrieved, undecided, theirs, and without a vote of theirs."""
    waiting = candidates_to_judge(member=member, stage=Stage.FULL_TEXT)
    return reports_for(member=member).filter(
        retrieval=Retrieval.RETRIEVED, candidate__in=waiting.order_by().values("pk")
    )


def take_next(*, member: Member) -> int | None:
    """Lease the next report (its id) that can be read and judged to the member."""
    sought = reports_sought(review=member.review).filter(retrieval=Retrieval.RETRIEVED).values("pk")
    desk = desk_of(member=member, stage=Stage.FULL_TEXT)
    taken = take(desk, wanted=1, only=Q(report__in=sought))
    return taken[0].report_id if taken else None


@dataclass(frozen=True, slots=True)
class FullTextCounts:
    """Reports by where they stand. ``mine`` is what the member has still to judge, ``None`` for a role without."""

    sought: int
    awaited: int
    retrieved: int
    not_retrieved: int
    included: int
    excluded: int
    conflicts: int
    mine: int | None


def full_text_counts(*, member: Member) -> FullTextCounts:
    numbers = reports_sought(review=member.review).aggregate(
        sought=Count("pk"),
        awaited=Count("pk", filter=Q(retrieval=Retrieval.SOUGHT)),
        retrieved=Count("pk", filter=Q(retrieval=Retrieval.RETRIEVED)),
        not_retrieved=Count("pk", filter=Q(retrieval=Retrieval.NOT_RETRIEVED)),
        included=Count("pk", filter=Q(candidate__outcome=Outcome.INCLUDED)),
        excluded=Count("pk", filter=Q(candidate__outcome=Outcome.EXCLUDED)),
        conflicts=Count("pk", filter=Q(candidate__outcome=Outcome.CONFLICT)),
    )
    mine = to_judge(member=member).count() if member.may(Permission.SCREEN) else None
    return FullTextCounts(mine=mine, **numbers)


def included_studies(*, review: Review) -> QuerySet[Study]:
    """Studies with at least one report that the full text stage includes now; ``retracted`` where one of these was."""
    included = reports_sought(review=review).filter(candidate__outcome=Outcome.INCLUDED, study=OuterRef("pk"))
    retracted = Exists(included.filter(citation__retracted=True))
    return Study.objects.filter(Exists(included), review=review).annotate(retracted=retracted)


def maybe_offered(*, review: Review) -> bool:
    """Only where the rules make it a conflict: counted as an inclusion it would be a yes in disguise."""
    protocol = current_protocol(review=review)
    if protocol is None:
        return False
    return rules_for(version=protocol, stage=Stage.FULL_TEXT).maybe == StageRules.Maybe.CONFLICT
