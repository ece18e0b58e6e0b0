"""The end of a round that left something pending, or was not blind to the end."""

import pytest

from screening.decisions.calibration.operations import close_round, say
from screening.decisions.calibration.results import results_of
from screening.decisions.queries import queue
from screening.decisions.requirements import Refused
from screening.reviews.operations import set_blinding
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import make_candidate, make_protocol, outcome_of, vote


def waiting(member):
    return set(queue(member=member))


def test_closed_early_what_has_votes_enough_is_settled_and_the_rest_goes_on(
    owen, ada, grace, judy, candidates
):
    pilot = make_round(owen, [ada, grace, judy], size=2)
    first, second = drawn(pilot)
    vote(ada, first, "include")
    vote(grace, first, "include")
    vote(ada, second, "include")
    closed = close_round(by=owen, pilot=pilot, reason="  Judy is ill ")
    assert (closed.is_complete, closed.early_reason, closed.closed_by) == (False, "Judy is ill", owen)
    assert outcome_of(first) == ("included", "agreed")
    assert outcome_of(second) == ("pending", "")
    assert second in waiting(grace)
    assert second not in waiting(ada)
    results = results_of(pilot=closed)
    assert ([case.candidate for case in results.cases], results.waiting) == ([first], [second])
    assert closed.percent == 100
    with pytest.raises(Refused, match="Not all votes"):
        say(by=ada, pilot=closed, text="An animal study", candidate=second)
    assert len(results_of(pilot=closed, sees_pending=True).cases) == 2
    vote(grace, second, "exclude")
    both, since = results_of(pilot=closed).cases
    assert (both.verdicts, since.verdicts) == (["include", "include"], ["include"]), (
        "Grace's is not of the round"
    )


def test_votes_that_count_are_of_as_many_people_as_are_required(owen, ada, grace, judy, review):
    make_protocol(review, votes_required=3)
    for number in range(2):
        make_candidate(review, f"Citation {number}")
    with pytest.raises(Refused, match="Choose 3 people at least"):
        make_round(owen, [ada, grace], size=1)
    make_round(owen, [ada, grace, judy], size=1)


def test_if_none_counts_two_are_enough(owen, ada, grace, review):
    make_protocol(review, votes_required=3)
    make_candidate(review)
    pilot = make_round(owen, [ada, grace], size=1, counts=False)
    judge_all(pilot, ada, "i")
    judge_all(pilot, grace, "e")
    assert results_of(pilot=pilot).waiting == [], "they are set aside, so that nobody can follow them"


def test_what_was_said_after_the_review_was_opened_is_no_agreement(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=2)
    first, second = drawn(pilot)
    vote(ada, first, "include")
    vote(grace, first, "include")
    vote(ada, second, "exclude")
    set_blinding(by=owen, blinded=False, reason="training")
    grace.review.refresh_from_db()
    vote(grace, second, "exclude")
    pilot.refresh_from_db()
    assert pilot.is_complete
    assert [case.verdicts for case in results_of(pilot=pilot).cases] == [["include", "include"], ["exclude"]]
