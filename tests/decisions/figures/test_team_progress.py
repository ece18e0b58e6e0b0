"""What everybody sees of outcomes, and what each may see of the others' work."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from screening.decisions.figures.remaining import Left
from screening.decisions.figures.team_progress import own_estimate, people, standing, today
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import resolve, undo_vote
from screening.protocol.models import Stage
from screening.reviews.operations import set_blinding
from screening.reviews.team import remove_member
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_full_text, vote
from tests.fulltexts.rows import retrieve, seek

TITLES, TEXTS = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


def seen_by(member, stage=TITLES):
    return {str(person.member): person for person in people(member=member, stage=stage)}


@pytest.fixture
def scene(ada, grace, review, protocol):
    """Both judged one, Ada alone two more, Grace alone one; one is in conflict; one nobody judged."""
    done, disputed, *only_ada, only_grace, nobody = [make_candidate(review) for _ in range(6)]
    for candidate in (done, disputed, *only_ada):
        vote(ada, candidate, "include", seconds=10)
    vote(grace, done, "include", seconds=30)
    vote(grace, disputed, "exclude", seconds=50)
    vote(grace, only_grace, "include", seconds=99)
    return nobody


def test_standing(scene, review):
    found = standing(review=review, stage=TITLES)
    assert (found.total, found.pending, found.completed, found.conflicts, found.percent) == (6, 4, 2, 1, 33)
    assert (found.team.left, found.team.done, found.team.days, found.team.days_left) == (4, 2, 1, 2)


def test_standing_of_an_empty_review(review):
    found = standing(review=review, stage=TITLES)
    assert (found.total, found.percent, found.team.ends_on) == (0, 0, None)


def test_the_team_is_as_quick_as_in_the_last_two_weeks(scene, review):
    old = timezone.now() - timedelta(days=30)
    with arranging(review):
        Candidate.objects.filter(review=review, outcome="included").update(decided_at=old)
    found = standing(review=review, stage=TITLES).team
    assert (found.done, found.days) == (1, 14)


def test_a_reviewer_sees_their_own_work_and_what_others_completed(scene, ada, grace):
    seen = seen_by(grace)
    assert (seen["Grace"].judged, seen["Grace"].waits) == (3, Left(3, 3, exact=True))
    assert (seen["Ada"].judged, seen["Ada"].waits) == (2, Left(4, 4, exact=False))
    assert seen["Grace"].seconds == 50
    assert seen["Ada"].seconds is None  # fewer than 20
    assert own_estimate(seen["Grace"]).done == 3


def test_an_auditor_sees_all(scene, audrey):
    seen = seen_by(audrey)
    assert (seen["Ada"].judged, seen["Ada"].waits) == (4, Left(2, 2, exact=True))
    assert (seen["Grace"].judged, seen["Grace"].left) == (3, 3)
    assert "Audrey" not in seen


def test_in_an_unblinded_review_so_does_everybody(scene, owen, grace):
    set_blinding(by=owen, blinded=False, reason="A training review")
    grace.review.refresh_from_db()
    seen = seen_by(grace)
    assert (seen["Ada"].judged, seen["Ada"].waits) == (4, Left(2, 2, exact=False))
    assert seen_by(owen)["Ada"].waits.exact  # who sees all conflicts of interest, too


def test_an_owner_may_vote_and_so_sees_no_more(scene, owen):
    assert seen_by(owen)["Ada"].judged == 2


def test_what_others_do_on_pending_ones_changes_nothing(scene, ada, grace):
    before = people(member=grace, stage=TITLES)
    vote(ada, scene, "include", seconds=500)
    assert people(member=grace, stage=TITLES) == before


def test_seconds_of_others_from_twenty_on(ada, grace, review, protocol):
    for number in range(20):
        assert seen_by(grace).get("Ada") is None or seen_by(grace)["Ada"].seconds is None
        candidate = make_candidate(review)
        vote(ada, candidate, "include", seconds=number)
        vote(grace, candidate, "include")
    assert seen_by(grace)["Ada"].seconds == 9.5
    assert seen_by(grace)["Grace"].seconds is None  # never timed


def test_conflicts_wait_for_those_who_never_voted_there(scene, owen, judy, ada, review):
    seen = seen_by(ada)
    assert (seen["Judy"].to_settle, seen["Owen"].to_settle, seen["Ada"].to_settle) == (1, 1, None)
    conflict = Candidate.objects.get(review=review, outcome="conflict")
    vote(judy, conflict, "include")
    assert (seen_by(ada)["Judy"].to_settle, seen_by(ada)["Owen"].to_settle) == (0, 1)
    resolve(by=owen, candidate=conflict, verdict="include")
    assert (seen_by(ada)["Judy"].to_settle, seen_by(ada)["Owen"].to_settle) == (0, 0)


def test_each_candidate_counts_once_on_the_day_it_was_first_judged(ada, review, protocol):
    candidate = make_candidate(review)
    vote(ada, candidate, "include", seconds=7)
    vote(ada, candidate, "exclude", seconds=70)
    seen = seen_by(ada)["Ada"]
    assert (seen.judged, seen.seconds, seen.left) == (1, 7, 0)
    undo_vote(by=ada, candidate=candidate, key="00000000-0000-4000-8000-000000000001")
    assert (seen_by(ada)["Ada"].judged, seen_by(ada)["Ada"].left) == (1, 1)


def test_days_are_those_of_utc(ada, review, protocol):
    vote(ada, make_candidate(review), "include")
    cast = Vote.objects.own(ada).get().cast_at
    assert [work.day for work in seen_by(ada)["Ada"].work] == [cast.astimezone(UTC).date()]
    assert today() == datetime.now(UTC).date()


def test_who_left_is_shown_with_what_they_judged(scene, owen, ada, grace, olive):
    remove_member(by=owen, member=ada)
    seen = seen_by(grace)
    assert list(seen)[-1] == "Ada"
    assert (seen["Ada"].judged, seen["Ada"].left) == (2, None)
    remove_member(by=owen, member=olive)
    assert "Olive" not in seen_by(grace)


def test_full_texts_wait_once_they_are_here(owen, ada, grace, review, protocol):
    here, away = retrieve(ada, grace), seek(ada, grace)
    vote(ada, here.candidate, "include")
    found = standing(review=review, stage=TEXTS)
    assert (found.total, found.pending, found.awaited) == (2, 2, 1)
    assert (seen_by(ada, TEXTS)["Ada"].left, seen_by(ada, TEXTS)["Grace"].left) == (0, 1)
    assert (seen_by(grace, TEXTS)["Grace"].left, seen_by(grace, TEXTS)["Ada"].left) == (1, 1)
    assert away


def test_full_texts_of_citations_no_longer_included_do_not_count(review, protocol):
    make_full_text(review)
    assert standing(review=review, stage=TEXTS).total == 0
