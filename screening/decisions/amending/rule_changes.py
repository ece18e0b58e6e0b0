"""What other stage rules would make of the votes there are: shown before, applied when an owner says so.

Votes are read again, never altered; resolutions stand. Nothing advances by itself when a protocol is amended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Max

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.holding import held_in
from screening.decisions.models import Candidate, Resolution, Vote
from screening.decisions.outcomes import by_rules
from screening.decisions.outcomes.by_rules import Outcome, Rules
from screening.decisions.outcomes.by_rules import Vote as Cast
from screening.decisions.outcomes.settling import derive, plain, settle
from screening.decisions.requirements import Refused
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.protocol.models import ProtocolVersion, Stage, StageRules
from screening.protocol.queries import current_protocol, rules_for
from screening.records.standing import screenable
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

APPLY = "decisions.apply_rules"
ENOUGH = 20  # fewer pending ones would tell of single votes
STEP = 10  # so would how the number moves from one vote to the next
_PENDING = Candidate.Outcome.PENDING.value
_BY_VOTES = ("", Candidate.DecidedBy.AGREED)  # what was settled, or closed by a tool, is no matter of rules
_COLUMNS = ("candidate", "candidate__outcome", "candidate__reason", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate (its id) whose outcome would be another; ``before`` is ``after`` where only the reason is."""

    candidate: int
    stage: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would go from where to where, by (stage, before, after).

    ``decided`` is how many pending ones would be decided, in full tens, ``None`` where they are too few to be told.
    While they are pending, nobody learns how, nor which.
    """

    moves: dict[tuple[str, str, str], int]
    decided: int | None

    @property
    def total(self) -> int:
        return sum(self.moves.values())


def changes(*, version: ProtocolVersion) -> Iterator[Change]:
    """Every candidate whose outcome would be another by the rules of ``version``. Two queries for each stage, and
    some for each that is open again; a quarter of a million votes take some seconds.
    """
    reopened = _reopened(version.review)
    for stage in Stage:
        rules = plain(rules_for(version=version, stage=stage))

        @cache  # there are few ways to vote, and many candidates
        def settled(cast: frozenset[tuple[tuple[str, int | None], int]], rules: Rules = rules) -> Outcome:
            return by_rules.settle([Cast(*vote) for vote, times in cast for _ in range(times)], rules)

        for (candidate, before, reason), rows in groupby(
            _votes(version.review, stage), key=itemgetter(0, 1, 2)
        ):
            if candidate in reopened:
                found = derive(candidate=reopened[candidate], rules=rules)
            else:
                found = settled(frozenset(Counter(row[3:] for row in rows).items()))
            if (found.state, found.reason) != (before, reason):
                yield Change(candidate, stage, before, found.state)


def preview(*, version: ProtocolVersion, found: Iterable[Change]) -> Preview:
    """Of the changes ``found``, what may be told. No query."""
    moves = Counter((change.stage, change.before, change.after) for change in found)
    if not version.review.blinded:
        return Preview(dict(moves), 0)
    decided = sum(count for (_, before, _), count in moves.items() if before == _PENDING)
    told = {move: count for move, count in moves.items() if move[1] != _PENDING}
    return Preview(told, decided // STEP * STEP if decided >= ENOUGH else None)


def behind(*, version: ProtocolVersion, found: Iterable[Change], move: tuple[str, str, str]) -> list[int]:
    """The candidates (ids) of one number of the preview; none of what is pending in a blinded review."""
    if version.review.blinded and move[1] == _PENDING:
        return []
    return [c.candidate for c in found if (c.stage, c.before, c.after) == move]


def asks_for_fewer(*, version: ProtocolVersion) -> bool:
    """Whether an earlier version asked for more votes: only then can what is pending have enough. One query."""
    earlier = StageRules.objects.filter(version__review=version.review_id, version__number__lt=version.number)
    most = earlier.values("stage").annotate(most=Max("votes_required")).values_list("stage", "most")
    return any(votes > rules_for(version=version, stage=stage).votes_required for stage, votes in most)


def shown(*, ids: Sequence[int]) -> list[Candidate]:
    """One page of them."""
    return list(Candidate.objects.filter(pk__in=ids).select_related("citation", "reason").order_by("pk"))


@operation(Permission.EDIT_PROTOCOL)
def apply_rules(*, by: Member, version: ProtocolVersion) -> Job:
    """Settle anew, in the background, what the rules in force would settle otherwise. Raises ``Refused``.

    Amending back and applying again brings back what was.
    """
    if current_protocol(review=by.review) != version:
        raise Refused("These rules are not in force, so nothing was changed. Freeze the amendment first.")
    return enqueue(
        by=by,
        kind=APPLY,
        title=f"Apply the rules of protocol version {version.number}",
        key=f"{APPLY}:{version.pk}",
        payload={"version": version.pk},
    )


@operation(Permission.EDIT_PROTOCOL)
def apply_to(*, by: Member, version: ProtocolVersion, candidates: Sequence[int]) -> None:
    """Settle these (ids) by the rules of ``version``, each with an event of its own where its outcome changes."""
    rows = Candidate.objects.filter(pk__in=candidates, review=by.review, decided_by__in=_BY_VOTES)
    settled = 0
    for candidate in rows.select_for_update(no_key=True).order_by("pk"):
        before = (candidate.outcome, candidate.reason_id)
        settle(by=by, candidate=candidate, rules=rules_for(version=version, stage=candidate.stage))
        settled += before != (candidate.outcome, candidate.reason_id)
    trail.record(Event.RULES_APPLIED, version, number=version.number, outcomes=settled)


def last_job(*, version: ProtocolVersion) -> Job | None:
    jobs = Job.objects.filter(review_id=version.review_id, key=f"{APPLY}:{version.pk}")
    return jobs.select_related("by__user").first()


def _votes(review: Review, stage: Stage) -> Iterator[tuple[Any, ...]]:
    votes = Vote.objects.unblinded(
        because="what other rules would change is derived from all votes; of pending ones at most a number is told"
    )
    counted = votes.filter(
        screenable("candidate__citation__"),
        review=review,
        superseded_by=None,
        candidate__stage=stage,
        candidate__decided_by__in=_BY_VOTES,
    )
    counted = counted.exclude(candidate__in=held_in(review.pk).values("candidate"))
    return counted.order_by("candidate").values_list(*_COLUMNS).iterator(chunk_size=5000)


def _reopened(review: Review) -> dict[int, Candidate]:
    """Candidates by id whose outcome somebody opened again; whether that still holds ``derive`` says."""
    asked = Resolution.objects.filter(review=review, verdict=Resolution.Ruling.REOPENED).values("candidate")
    return Candidate.objects.filter(pk__in=asked).in_bulk()
