"""Duplicates found while a round is open."""

from screening.decisions.models import Vote
from screening.decisions.queries import queue
from screening.duplicates.operations import merge
from tests.decisions.calibration.rounds import drawn, make_round
from tests.decisions.rows import outcome_of, vote


def standing(candidate):
    votes = Vote.objects.unblinded(because="the test looks").filter(candidate=candidate, superseded_by=None)
    return {v.by.user.name: v.verdict for v in votes}


def test_votes_that_count_are_carried_and_settle_what_is_kept(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=2)
    first, second = drawn(pilot)
    outside = next(c for c in candidates if c not in (first, second))
    vote(ada, first, "include")
    merge(by=owen, keep=outside.citation, others=[first.citation])
    assert standing(outside) == {"Ada": "include"}
    judge_all_of(second, ada, grace)
    pilot.refresh_from_db()
    assert pilot.is_complete, "the merged one is asked of nobody any more"
    assert outcome_of(outside) == ("pending", "")
    assert outside in set(queue(member=grace))


def test_a_citation_of_the_round_that_takes_another_in_stays_in_it(owen, ada, grace, judy, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    [kept] = drawn(pilot)
    other = next(c for c in candidates if c != kept)
    vote(judy, other, "include")
    merge(by=owen, keep=kept.citation, others=[other.citation])
    vote(ada, kept, "exclude")
    assert outcome_of(kept) == ("pending", ""), "two votes, but the round is open"
    vote(grace, kept, "exclude")
    assert outcome_of(kept) == ("conflict", "")


def test_votes_that_do_not_count_are_never_carried(owen, ada, grace, judy, candidates):
    pilot = make_round(owen, [ada, grace], size=2, counts=False)
    first, second = drawn(pilot)
    outside = next(c for c in candidates if c not in (first, second))
    vote(judy, outside, "include")
    vote(ada, first, "include")
    merge(by=owen, keep=outside.citation, others=[first.citation])
    assert standing(outside) == {"Judy": "include"}
    assert standing(first) == {"Ada": "withdrawn"}


def test_votes_carried_to_a_citation_of_a_round_that_does_not_count_outlive_it(
    owen, ada, grace, judy, candidates
):
    pilot = make_round(owen, [ada, grace], size=2, counts=False)
    first, second = drawn(pilot)
    outside = next(c for c in candidates if c not in (first, second))
    vote(judy, outside, "include")
    vote(ada, first, "exclude")
    merge(by=owen, keep=first.citation, others=[outside.citation])
    assert standing(first) == {"Ada": "withdrawn", "Judy": "include"}
    assert first not in set(queue(member=grace)), "it left the round, and the round comes first"
    judge_all_of(second, ada, grace)
    assert standing(first) == {"Ada": "withdrawn", "Judy": "include"}
    vote(grace, first, "include")
    assert outcome_of(first) == ("included", "agreed")


def judge_all_of(candidate, *members):
    for member in members:
        vote(member, candidate, "include")
