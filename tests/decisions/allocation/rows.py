"""What is handed out, seen from outside: held and judged, for each candidate."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.utils import timezone

from screening.decisions.allocation.models import Lease
from screening.decisions.desk import desk_of
from screening.decisions.models import Verdict, Vote
from screening.decisions.taking import take
from screening.protocol.models import Stage
from screening.reviews.models import Member


def taken(member: Member, wanted: int = 1, **more: Any) -> list[int]:
    """Ids that a member is handed."""
    stage = more.pop("stage", Stage.TITLE_ABSTRACT)
    return [candidate.pk for candidate in take(desk_of(member=member, stage=stage), wanted=wanted, **more)]


def run_out(*members: Member) -> None:
    """The time of these people's leases is over."""
    Lease.objects.filter(member__in=members).update(until=timezone.now() - timedelta(seconds=1))


def run_down(*members: Member) -> None:
    """Some minutes of these people's leases are left."""
    Lease.objects.filter(member__in=members).update(until=timezone.now() + timedelta(minutes=5))


def standing() -> set[tuple[int, int]]:
    """(candidate, member) of each standing vote."""
    votes = Vote.objects.unblinded(because="the test looks").filter(superseded_by=None)
    return set(votes.exclude(verdict=Verdict.WITHDRAWN).values_list("candidate", "by"))


def holding() -> set[tuple[int, int]]:
    """(candidate, member) of each live lease whose holder has not voted."""
    live = Lease.objects.filter(until__gt=timezone.now(), member__left_at=None)
    return set(live.values_list("candidate", "member")) - standing()


def most_asked() -> int:
    """The most people who judged or hold one candidate."""
    return max(Counter(candidate for candidate, _ in standing() | holding()).values(), default=0)
