"""Who has judged everything in an open round. Never which citation is judged: that would be a hint."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from screening.decisions.calibration_models import PilotCandidate, PilotRound
from screening.decisions.models import Verdict, Vote
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
    """What a round still asks for: neither merged, set aside, closed nor taken out meanwhile."""
    return pilot.drawn.filter(screenable("candidate__citation__"), taken_out=False)


def finished(*, pilot: PilotRound) -> Finished:
    """Three queries."""
    takers = pilot.takers.select_related("member__user").order_by("member")
    members = [taker.member for taker in takers if taker.member.may(Permission.SCREEN)]
    drawn = to_judge(pilot=pilot)
    total = drawn.count()
    votes = Vote.objects.unblinded(because="who judged everything in a round, never which citation or how")
    standing = votes.filter(
        candidate__in=drawn.values("candidate"), by__in=members, superseded_by=None
    ).exclude(verdict=Verdict.WITHDRAWN)
    cast = dict(standing.values_list("by").annotate(Count("pk")))
    return Finished(
        total,
        [member for member in members if cast.get(member.pk, 0) == total],
        [member for member in members if cast.get(member.pk, 0) != total],
    )
