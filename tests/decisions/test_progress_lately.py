from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions import progress_lately as lately
from screening.decisions.figures.own_progress import progress
from screening.decisions.models import Candidate
from screening.decisions.operations import undo_vote
from screening.reviews.models import Member, Review
from tests.decisions.rows import make_candidate, make_protocol, vote

ONE, TWO = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every stage is a large one."""
    monkeypatch.setattr(lately, "MANY", 0)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def candidates(review: Review) -> list[Candidate]:
    make_protocol(review, votes_required=2)
    return [make_candidate(review, f"Citation {number}") for number in range(4)]


def test_a_small_stage_is_counted_each_time(candidates: list[Candidate], ada: Member, grace: Member) -> None:
    lately.progress_lately(member=ada)
    for member in (ada, grace):
        vote(member, candidates[0], "include")
    assert lately.progress_lately(member=ada) == progress(member=ada)
    assert lately.progress_lately(member=ada).completed == 1


@pytest.mark.usefixtures("many")
def test_ones_own_votes_are_exact_at_a_large_stage(candidates: list[Candidate], ada: Member) -> None:
    vote(ada, candidates[0], "include")
    assert (lately.progress_lately(member=ada).judged, lately.progress_lately(member=ada).left) == (1, 3)
    vote(ada, candidates[1], "include")
    vote(ada, candidates[1], "exclude")  # a changed mind judges nothing more
    undo_vote(by=ada, candidate=candidates[0], key=ONE)
    vote(ada, candidates[2], "maybe")
    undo_vote(by=ada, candidate=candidates[2], key=TWO)
    vote(ada, candidates[2], "maybe")
    found = lately.progress_lately(member=ada)
    assert (found.judged, found.left) == (2, 2)
    assert (found.judged, found.left) == (progress(member=ada).judged, progress(member=ada).left)


@pytest.mark.usefixtures("many")
def test_the_teams_part_of_a_large_stage_is_counted_now_and_then(
    candidates: list[Candidate], ada: Member, grace: Member
) -> None:
    lately.progress_lately(member=ada)
    for member in (ada, grace):
        vote(member, candidates[0], "include")
    with CaptureQueriesContext(connection) as asked:
        found = lately.progress_lately(member=ada)
    assert (found.completed, len(asked)) == (0, 1)
    cache.clear()
    assert lately.progress_lately(member=ada).completed == 1


@pytest.mark.usefixtures("many")
def test_each_member_has_their_own(candidates: list[Candidate], ada: Member, grace: Member) -> None:
    vote(ada, candidates[0], "include")
    assert lately.progress_lately(member=ada).judged == 1
    assert lately.progress_lately(member=grace).judged == 0
