from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions import progress_lately as lately
from screening.decisions.figures.own_progress import progress
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate
from screening.decisions.operations import undo_vote
from screening.records.models import Citation
from screening.reviews.models import Member, Review
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_protocol, vote

ONE, TWO = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every stage is a large one."""
    monkeypatch.setattr(lately, "MANY", 0)
    caches["process"].clear()
    yield
    caches["process"].clear()


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


def test_what_is_completed_while_it_is_counted_is_no_more_left(
    candidates: list[Candidate], ada: Member, grace: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lately._of_team(ada, candidates[0].stage)
    for member in (ada, grace):
        vote(member, candidates[0], "include")
    monkeypatch.setattr(lately, "_of_team", lambda member, stage: before)
    found = lately.progress_lately(member=ada)
    assert (found.judged, found.left) == (1, 3)


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
    caches["process"].clear()
    assert lately.progress_lately(member=ada).completed == 1


@pytest.mark.usefixtures("many")
def test_each_member_has_their_own(candidates: list[Candidate], ada: Member, grace: Member) -> None:
    vote(ada, candidates[0], "include")
    assert lately.progress_lately(member=ada).judged == 1
    assert lately.progress_lately(member=grace).judged == 0


@pytest.mark.usefixtures("many")
def test_what_was_counted_for_a_colleague_serves_all(
    candidates: list[Candidate], ada: Member, grace: Member
) -> None:
    for member in (ada, grace):
        vote(member, candidates[0], "include")
    vote(ada, candidates[1], "include")
    lately.progress_lately(member=ada)
    with CaptureQueriesContext(connection) as asked:
        found = lately.progress_lately(member=grace)
    assert found == progress(member=grace)
    assert not [query for query in asked if "FILTER (WHERE" in query["sql"] and "total" in query["sql"]]


@pytest.mark.usefixtures("many")
def test_what_was_taken_out_counts_no_more_and_its_votes_tell_the_pace_still(
    candidates: list[Candidate], ada: Member, review: Review
) -> None:
    for candidate, seconds in zip(candidates, (10, 20, 90), strict=False):
        vote(ada, candidate, "include", seconds=seconds)
    with arranging(review):
        Citation.objects.filter(pk=candidates[2].citation_id).update(closed_as="other")
    found = lately.progress_lately(member=ada)
    assert found == progress(member=ada)
    assert (found.total, found.judged, found.left, found.pace) == (3, 2, 1, 20)


@pytest.mark.usefixtures("many")
def test_who_may_not_judge_everything_is_counted_for_alone(
    candidates: list[Candidate], ada: Member, grace: Member
) -> None:
    lately.progress_lately(member=ada)
    citation, barred = candidates[3].citation, Interest.State.BARRED
    with trail.follow(review_id=grace.review_id, actor_id=None):
        trail.record(Event.INTEREST_BARRED, grace, citation=citation.pk, reason="")
        Interest.objects.create(review_id=grace.review_id, member=grace, citation=citation, state=barred)
    found = lately.progress_lately(member=grace)
    assert (found.left, found) == (3, progress(member=grace))
