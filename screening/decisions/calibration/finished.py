"""Who has judged everything in an open round. Never which citation is judged: that would be a hint."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from screening.decisions.calibration_models import PilotCandidate, PilotRound
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Verdict, Vote
from screening.protocol.models import Stage
from screening.records.standing import screenable
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@dataclass(frozen=True, slots=True)
class Finished:
    """``total`` citations to judge; who has judged them all, and who has not. Nobody who left waits here."""

    total: int
    done: list[Member]
    at_it: list[Member]

    @property
    def people(self) -> int:
        return len(self.done) + len(self.at_it)

    @property
    def is_complete(self) -> bool:
        return bool(self.total and self.done) and not self.at_it


def to_judge(*, pilot: PilotRound) -> QuerySet[PilotCandidate]:
    """What a round still asks for: neither merged, set aside, closed nor taken out meanwhile; a full text that can be
    read."""
    drawn = pilot.drawn.filter(screenable("candidate__citation__"), taken_out=False)
    if pilot.stage == Stage.FULL_TEXT:
        drawn = drawn.filter(candidate__in=readable(review_id=pilot.review_id))
    return drawn


def readable(*, review_id: int) -> QuerySet[Candidate]:
    """Full texts that are here, of citations that titles and abstracts include now."""
    titles = Candidate.objects.filter(citation=OuterRef("citation"), stage=Stage.TITLE_ABSTRACT)
    included = Exists(titles.filter(outcome=Candidate.Outcome.INCLUDED))
    here = Candidate.objects.filter(review=review_id, stage=Stage.FULL_TEXT, report__retrieval="retrieved")
    return here.filter(included)


def finished(*, pilot: PilotRound) -> Finished:
    """Four queries. What a member is barred from is nothing that they have to judge."""
    takers = pilot.takers.select_related("member__user").order_by("member")
    members = [taker.member for taker in takers if taker.member.may(Permission.SCREEN)]
    drawn = to_judge(pilot=pilot)
    total = drawn.count()
    votes = Vote.objects.unblinded(because="who judged everything in a round, never which citation or how")
    standing = votes.filter(
        candidate__in=drawn.values("candidate"), by__in=members, superseded_by=None
    ).exclude(verdict=Verdict.WITHDRAWN)
    cast = dict(standing.values_list("by").annotate(Count("pk")))
    bars = Interest.objects.filter(member__in=members, state=Interest.State.BARRED)
    here = bars.filter(citation__in=drawn.values("candidate__citation"))
    barred = dict(here.values_list("member").annotate(Count("pk")))
    done = [m for m in members if cast.get(m.pk, 0) + barred.get(m.pk, 0) >= total]
    return Finished(total, done, [m for m in members if m not in done])
