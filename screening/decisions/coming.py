"""What comes next for a member, by id. At a large stage it is remembered for some minutes: to put 100,000 candidates in
order takes longer than to hand out the next twenty.

Only the order can be old by then. Whoever hands out from here asks of every id whether it is still to be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.cache import caches
from django.db.models import Q

from screening.decisions.desk import Desk
from screening.decisions.models import Vote
from screening.decisions.queries import latest_vote, likely_for

EVERY = Q()
MOST = 1000  # ids remembered: so many citations take a person hours
SOME = 40  # looked at together at first: among them nearly always enough are free
KEPT = 300  # seconds, after which what arrived, was given back or ranked anew meanwhile takes its place in the order


def coming(desk: Desk, *, only: Q = EVERY, without: Collection[int] = ()) -> Iterator[list[int]]:
    """Some ids after the other, none of ``without``: first what is remembered, then as it is now. Takes a query when
    it comes to that."""
    remembers = only == EVERY
    if remembers:
        latest, ids = _remembered(desk)
        # in another process of the server, perhaps, which remembers for itself
        judged = Vote.objects.own(desk.member).filter(pk__gt=latest).values_list("candidate", flat=True)
        yield from _in_parts(ids, {*without, *judged} if ids else without)
    latest = latest_vote(member=desk.member)
    now = list(likely_for(desk).filter(only).exclude(pk__in=without).values_list("pk", flat=True)[:MOST])
    if remembers:  # of a stage that comes to its end nothing: what was remembered is decided by now, or held
        caches["process"].set(_key(desk), (latest, now if len(now) == MOST else []), KEPT)
    yield from _in_parts(now, without)


def handed_out(desk: Desk, *, last: int) -> None:
    """What stands before ``last`` was handed out, or others hold it."""
    latest, ids = _remembered(desk)
    if last in ids:
        caches["process"].set(_key(desk), (latest, ids[ids.index(last) + 1 :]), KEPT)


def _remembered(desk: Desk) -> tuple[int, list[int]]:
    """The member's latest vote then, and the ids."""
    found: tuple[int, list[int]] | None = caches["process"].get(_key(desk))
    return found or (0, [])


def _in_parts(ids: list[int], without: Collection[int]) -> Iterator[list[int]]:
    """A few, then twice as many each time: of a thousand that others hold the last is asked for soon."""
    wanted = [pk for pk in ids if pk not in without]
    many = SOME
    while wanted:
        yield wanted[:many]
        wanted, many = wanted[many:], 2 * many


def _key(desk: Desk) -> str:
    return f"coming-{desk.member.pk}-{desk.stage}-{desk.preferences.order}"
