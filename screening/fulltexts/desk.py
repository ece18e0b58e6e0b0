"""All a person needs to seek, read and judge one report."""

from __future__ import annotations

from dataclasses import dataclass

from screening.decisions.interests.barred import is_barred
from screening.decisions.models import Candidate, Vote
from screening.decisions.queries import own_votes
from screening.fulltexts.models import FullTextFile, Report, RetrievalAttempt
from screening.protocol.models import Criterion, Stage
from screening.protocol.queries import criteria_for, current_protocol
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@dataclass(frozen=True, slots=True)
class Desk:
    """One report before one member. ``my_vote`` is their own; nobody else's is here, whatever the outcome."""

    files: list[FullTextFile]
    attempts: list[RetrievalAttempt]
    criteria: list[Criterion]
    my_vote: Vote | None
    barred: bool  # a conflict of interest
    may_vote: bool
    may_change_vote: bool
    may_retrieve: bool
    may_reopen: bool
    may_assign: bool


def desk_of(*, member: Member, report: Report) -> Desk:
    """Seven queries. ``report`` comes from ``reports_for``."""
    candidate = report.candidate
    protocol = current_protocol(review=member.review)
    my_vote = own_votes(member=member).filter(candidate=candidate).select_related("reason").first()
    votes = member.may(Permission.SCREEN) and report.retrieval == Report.Retrieval.RETRIEVED
    barred = is_barred(member=member, citation_id=report.citation_id)
    pending = candidate.outcome == Candidate.Outcome.PENDING
    retrieves = member.may(Permission.RETRIEVE_REPORTS)
    return Desk(
        files=list(report.files.select_related("added_by__user").order_by("-pk")),
        attempts=list(report.attempts.select_related("by__user")),
        criteria=criteria_for(version=protocol, stage=Stage.FULL_TEXT) if protocol else [],
        my_vote=my_vote,
        barred=barred,
        may_vote=votes and pending and my_vote is None and protocol is not None and not barred,
        may_change_vote=votes
        and my_vote is not None
        and candidate.decided_by != Candidate.DecidedBy.RESOLVED,
        may_retrieve=retrieves,
        may_reopen=retrieves and pending and report.retrieval != Report.Retrieval.SOUGHT,
        may_assign=member.may(Permission.EXTRACT) and candidate.outcome == Candidate.Outcome.INCLUDED,
    )
