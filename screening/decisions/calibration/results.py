"""What a closed round showed: who said what of each citation, and how far they agree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from screening.decisions.agreement.two import Agreement, agreement
from screening.decisions.calibration.overall import overall
from screening.decisions.calibration_models import PilotRound
from screening.decisions.models import Candidate, Verdict, Vote
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class Case:
    """One citation and the votes on it, in the order of the members, ``None`` where one never judged it."""

    candidate: Candidate
    votes: list[Vote | None]

    @property
    def verdicts(self) -> list[str]:
        return [vote.verdict for vote in self.votes if vote]

    @property
    def disagree(self) -> bool:
        return len(set(self.verdicts)) > 1

    @property
    def reasons_differ(self) -> bool:
        """All exclude, and not for one reason."""
        return set(self.verdicts) == {Verdict.EXCLUDE} and len({v.reason_id for v in self.votes if v}) > 1


@dataclass(frozen=True, slots=True)
class Pair:
    first: Member
    second: Member
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Results:
    """``pairs`` and ``overall`` are over verdicts; a maybe is a verdict of its own."""

    members: list[Member]
    cases: list[Case]
    pairs: list[Pair]
    overall: Agreement


def results_of(*, pilot: PilotRound) -> Results:
    """The votes that stood when the round was closed, all cast before anybody saw another's. Three queries."""
    members = [taker.member for taker in pilot.takers.select_related("member__user").order_by("member")]
    drawn = pilot.drawn.select_related("candidate__citation").order_by("candidate")
    votes = Vote.objects.unblinded(because="a closed round is open to those who may see its votes")
    cast = votes.filter(
        candidate__in=pilot.drawn.values("candidate"),
        by__in=members,
        carried_from=None,
        pk__lte=pilot.last_vote or 0,
    )
    latest: defaultdict[int, dict[int, Vote]] = defaultdict(dict)
    for vote in cast.select_related("reason", "protocol").order_by("pk"):
        latest[vote.candidate_id][vote.by_id] = vote
    cases = [
        Case(row.candidate, [_counting(latest[row.candidate_id].get(member.pk)) for member in members])
        for row in drawn
    ]
    pairs = [
        Pair(first, second, agreement(_both(cases, here, there)))
        for (here, first), (there, second) in combinations(enumerate(members), 2)
    ]
    return Results(members, cases, pairs, overall([c.verdicts for c in cases], raters=len(members)))


def _counting(vote: Vote | None) -> Vote | None:
    return vote if vote and vote.verdict != Verdict.WITHDRAWN else None


def _both(cases: list[Case], here: int, there: int) -> list[tuple[str, str]]:
    found = []
    for case in cases:
        one, other = case.votes[here], case.votes[there]
        if one and other:
            found.append((one.verdict, other.verdict))
    return found
