"""What comes next, remembered: whatever is old in it, nothing is handed out that should not be, and nothing missed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions import coming
from screening.decisions.allocation import leases
from screening.decisions.models import Candidate
from screening.decisions.queries import queue
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review
from tests.decisions.allocation.rows import taken
from tests.decisions.rows import make_candidate, make_protocol, vote

TITLES = Stage.TITLE_ABSTRACT


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Six candidates are as many as are remembered, and two are looked at together."""
    monkeypatch.setattr(coming, "MOST", 6)
    monkeypatch.setattr(coming, "SOME", 2)
    caches["process"].clear()
    yield
    caches["process"].clear()


@pytest.fixture
def order(review: Review, ada: Member) -> list[int]:
    """Eight candidates, as Ada sees them."""
    make_protocol(review, votes_required=2)
    for number in range(8):
        make_candidate(review, f"Citation {number}")
    return [candidate.pk for candidate in queue(member=ada)]


def judge(member: Member, pk: int) -> None:
    vote(member, Candidate.objects.get(pk=pk), "include")


def test_the_stage_is_put_in_order_once_for_as_many_as_are_remembered(ada: Member, order: list[int]) -> None:
    looks = []
    for pk in order:
        with CaptureQueriesContext(connection) as asked:
            assert taken(ada) == [pk]
        judge(ada, pk)
        looks.append(sum(f"LIMIT {coming.MOST}" in query["sql"] for query in asked))
    assert looks == [1, 0, 0, 0, 0, 0, 1, 1], "two are left then, which are not worth remembering"


def test_what_others_judged_or_hold_meanwhile_is_passed_over(
    ada: Member, grace: Member, judy: Member, order: list[int]
) -> None:
    assert taken(ada) == [order[0]]
    for member in (grace, judy):
        judge(member, order[1])
        leases.keep(member=member, candidates=order[2:4], minutes=5)
    judge(ada, order[0])
    assert taken(ada) == [order[4]]


def test_what_all_was_decided_meanwhile_is_not_looked_through_again(
    ada: Member, grace: Member, judy: Member, order: list[int]
) -> None:
    assert taken(ada) == [order[0]]
    for pk in order:
        for member in (grace, judy):
            judge(member, pk)
    asked_for = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert taken(ada) == []
        asked_for.append(sum("SKIP LOCKED" in q["sql"] or "LIMIT 1" in q["sql"] for q in asked))
    assert asked_for[1] < asked_for[0]


def test_of_many_that_others_hold_the_last_is_found(
    ada: Member, grace: Member, judy: Member, review: Review, order: list[int]
) -> None:
    for number in range(10):
        make_candidate(review, f"Another {number}")
    every = [candidate.pk for candidate in queue(member=ada)]
    for member in (grace, judy):
        leases.keep(member=member, candidates=every[:-1], minutes=5)
    assert taken(ada) == [every[-1]]
    assert taken(ada, without=[every[-1]]) == []


def test_what_was_given_back_or_arrived_comes_at_the_end(
    ada: Member, review: Review, order: list[int]
) -> None:
    taken(ada)
    leases.give_back(member=ada, stage=TITLES)
    arrived = make_candidate(review, "A late one").pk
    handed = []
    while found := taken(ada):
        judge(ada, found[0])
        handed += found
    assert handed[:5] == order[1:6]
    assert sorted(handed) == sorted([*order, arrived])


def test_everybody_has_an_order_of_their_own(ada: Member, grace: Member, order: list[int]) -> None:
    assert taken(ada) == order[:1]
    assert taken(grace) == [queue(member=grace).values_list("pk", flat=True)[0]]
