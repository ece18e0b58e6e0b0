"""How far screening is, for the team: what was judged when and by whom, what waits for whom.

While the review is blinded, what others did counts once all votes on the candidate are in. So nobody learns how much
of what is pending others have judged: what waits for them is told as *at most*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from screening.decisions.agreement.comparing import ENOUGH
from screening.decisions.figures.pace import WINDOW, Estimate, Work, estimate, median_seconds, recent
from screening.decisions.figures.remaining import Left, left_for
from screening.decisions.models import Candidate, Vote
from screening.decisions.queries import open_candidates
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

PENDING, CONFLICT = Q(outcome=Candidate.Outcome.PENDING), Q(outcome=Candidate.Outcome.CONFLICT)
READABLE = Q(report=None) | Q(report__retrieval="retrieved")  # a full text can be judged once it is here


@dataclass(frozen=True, slots=True)
class Standing:
    """Candidates at one stage. ``awaited`` are pending full texts that are not here yet."""

    total: int
    pending: int
    awaited: int
    conflicts: int
    team: Estimate

    @property
    def completed(self) -> int:
        return self.total - self.pending

    @property
    def percent(self) -> int:
        """Rounded down: 100 means everything."""
        return 100 * self.completed // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Person:
    """What one member judged and has still to judge; ``seconds`` is the median, ``None`` below 20 of others' votes.

    ``waits`` is ``None`` for who does not vote. ``to_settle`` is ``None`` for who settles nothing.
    """

    member: Member
    work: list[Work]
    judged: int
    lately: int
    seconds: float | None
    waits: Left | None
    to_settle: int | None

    @property
    def anchor(self) -> str:
        return f"judged-{self.member.pk}"

    @property
    def left(self) -> int | None:
        return self.waits.total if self.waits else None

    @property
    def left_seconds(self) -> float | None:
        return None if self.seconds is None or self.left is None else self.seconds * self.left


def today() -> date:
    return datetime.now(UTC).date()


def is_blind(member: Member) -> bool:
    """Whether others' pending work is hidden from the member."""
    return member.review.blinded and not member.may(Permission.READ_PENDING)


def in_screening(*, review: Review, stage: Stage | str) -> QuerySet[Candidate]:
    """Candidates at one stage; of full texts those of citations that titles and abstracts include now."""
    rows = open_candidates(review=review, stage=stage)
    if stage == Stage.TITLE_ABSTRACT:
        return rows
    titles = Candidate.objects.filter(citation=OuterRef("citation"), stage=Stage.TITLE_ABSTRACT)
    return rows.filter(Exists(titles.filter(outcome=Candidate.Outcome.INCLUDED)))


def standing(*, review: Review, stage: Stage | str) -> Standing:
    """One query, of nothing but outcomes, which everybody sees."""
    now = today()
    since = datetime.combine(now - timedelta(days=WINDOW - 1), datetime.min.time(), UTC)
    numbers = in_screening(review=review, stage=stage).aggregate(
        total=Count("pk"),
        pending=Count("pk", filter=PENDING),
        awaited=Count("pk", filter=PENDING & ~READABLE),
        conflicts=Count("pk", filter=CONFLICT),
        done=Count("pk", filter=Q(decided_at__gte=since)),
        began=Min("decided_at"),
    )
    done, began = numbers.pop("done"), numbers.pop("began")
    pace = estimate(
        left=numbers["pending"], done=done, began=began and began.astimezone(UTC).date(), today=now
    )
    return Standing(team=pace, **numbers)


def people(*, member: Member, stage: Stage | str) -> list[Person]:
    """Who votes or settles now, and whoever left after judging something; by name. Eight queries."""
    review = member.review
    open_here = in_screening(review=review, stage=stage)
    waiting = open_here.filter(PENDING & READABLE)
    work = _work(member, stage)
    conflicts = open_here.filter(CONFLICT)
    voted, disputed = _voted_in(review, conflicts), conflicts.count()
    found, everybody = [], list(Member.objects.filter(review=review).select_related("user", "review"))
    screeners = [one for one in everybody if one.may(Permission.SCREEN)]
    waits = left_for(viewer=member, members=screeners, waiting=waiting, stage=stage)
    for one in everybody:
        done, self_ = work[one.pk], one.pk == member.pk
        settles = one.may(Permission.RESOLVE_CONFLICTS)
        if not (one.pk in waits or settles or done):
            continue
        judged = sum(part.count for part in done)
        found.append(
            Person(
                member=one,
                work=done,
                judged=judged,
                lately=recent(done, today()),
                seconds=median_seconds(done) if judged >= ENOUGH or self_ else None,
                waits=waits.get(one.pk),
                to_settle=disputed - voted.get(one.pk, 0) if settles else None,
            )
        )
    return sorted(found, key=lambda person: (person.member.left_at is not None, str(person.member).lower()))


def all_work(persons: Iterable[Person]) -> list[Work]:
    return [part for person in persons for part in person.work]


def own_estimate(person: Person) -> Estimate:
    """For the member's own pace on what waits for them."""
    began = min((part.day for part in person.work), default=None)
    return estimate(left=person.left or 0, done=person.lately, began=began, today=today())


def _work(member: Member, stage: Stage | str) -> defaultdict[int, list[Work]]:
    """What each member judged, on the day they first judged it (in UTC); votes carried by merges are nobody's work."""
    votes = Vote.objects.unblinded(because="totals over completed candidates, and one's own; of none singly")
    firsts = votes.filter(review=member.review, candidate__stage=stage, supersedes=None, carried_from=None)
    if is_blind(member):
        firsts = firsts.filter(~Q(candidate__outcome=Candidate.Outcome.PENDING) | Q(by=member))
    rows = firsts.order_by().values("by", "seconds", day=Cast("cast_at", DateField())).annotate(n=Count("pk"))
    found: defaultdict[int, list[Work]] = defaultdict(list)
    for by, day, seconds, count in rows.values_list("by", "day", "seconds", "n"):
        found[by].append(Work(by, day, seconds, count))
    return found


def _voted_in(review: Review, conflicts: QuerySet[Candidate]) -> dict[int, int]:
    """In how many conflicts each member ever voted, so that others must settle them. All votes are in there."""
    votes = Vote.objects.unblinded(because="how many conflicts each may settle; their votes are all in")
    return _by_member(votes.filter(review=review, candidate__in=conflicts))


def _by_member(votes: QuerySet[Any]) -> dict[int, int]:
    return dict(
        votes.order_by().values("by").annotate(n=Count("candidate", distinct=True)).values_list("by", "n")
    )
