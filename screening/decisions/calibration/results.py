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
    """``pairs`` and ``overall`` are over verdicts; a maybe is a verdict of its own.

    ``waiting``: what a round that counts leaves pending, as when it was closed early. Whoever has still to vote there
    must not learn what others said, so that it is in none of the rest.
    """

    members: list[Member]
    cases: list[Case]
    pairs: list[Pair]
    overall: Agreement
    waiting: list[Candidate]


def results_of(*, pilot: PilotRound, sees_pending: bool = False) -> Results:
    """The votes that stood when the round was closed, all cast before anybody saw another's. Three queries.

    ``sees_pending``: for who sees votes on what is pending anyway.
    """
    members = [taker.member for taker in pilot.takers.select_related("member__user").order_by("member")]
    drawn = [row.candidate for row in pilot.drawn.select_related("candidate__citation").order_by("candidate")]
    waits = pilot.counts and not sees_pending
    waiting = [one for one in drawn if waits and one.outcome == Candidate.Outcome.PENDING]
    votes = Vote.objects.unblinded(because="a closed round is open to those who may see its votes")
    cast = votes.filter(
        candidate__in=pilot.drawn.values("candidate"),
        by__in=members,
        carried_from=None,
        after_opening=False,  # as when the review was opened to all meanwhile
        pk__lte=pilot.last_vote or 0,
    )
    latest: defaultdict[int, dict[int, Vote]] = defaultdict(dict)
    for vote in cast.select_related("reason", "protocol").order_by("pk"):
        latest[vote.candidate_id][vote.by_id] = vote
    cases = [
        Case(one, [_counting(latest[one.pk].get(member.pk)) for member in members])
        for one in drawn
        if one not in waiting
    ]
    pairs = [
        Pair(first, second, agreement(_both(cases, here, there)))
        for (here, first), (there, second) in combinations(enumerate(members), 2)
    ]
    together = overall([case.verdicts for case in cases], raters=len(members))
    return Results(members, cases, pairs, together, waiting)


def _counting(vote: Vote | None) -> Vote | None:
    return vote if vote and vote.verdict != Verdict.WITHDRAWN else None


def _both(cases: list[Case], here: int, there: int) -> list[tuple[str, str]]:
    found = []
    for case in cases:
        one, other = case.votes[here], case.votes[there]
        if one and other:
            found.append((one.verdict, other.verdict))
    return found
