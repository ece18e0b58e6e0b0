from datetime import UTC, datetime

import pytest

from screening.decisions.agreement.comparing import of_pair, pairs_in
from screening.decisions.amending.rule_changes import apply_to
from screening.decisions.figures.first_votes import first_votes
from screening.decisions.models import Candidate, Vote
from screening.duplicates.operations import merge, undo_merge
from screening.protocol.models import Stage
from screening.reviews.inviting import accept_invitation, invite
from screening.reviews.operations import set_blinding
from screening.reviews.permissions import Role
from screening.reviews.team import change_role, remove_member, restore_member
from tests.casting import arranging
from tests.decisions.rows import (
    make_candidate,
    make_full_text,
    make_protocol,
    make_reason,
    outcome_of,
    vote,
)
from tests.searching import found, received

TITLES = Stage.TITLE_ABSTRACT


def judged_by(review, *members, stage=TITLES):
    return [
        [one.verdicts[member.pk] for member in members] + [one.count]
        for one in first_votes(review=review, stage=stage)
    ]


def test_first_independent_votes_on_completed_candidates(ada, grace, judy, review, protocol):
    done = make_candidate(review)
    vote(ada, done, "include")
    vote(grace, done, "exclude")
    vote(grace, done, "include")  # a changed mind does not count
    vote(judy, done, "include")  # cast after opening: not independent
    vote(ada, make_candidate(review), "include")  # pending
    assert judged_by(review, ada, grace) == [["include", "exclude", 1]]
    assert pairs_in(first_votes(review=review, stage=TITLES)) == [(ada.pk, grace.pk)]


def test_what_is_the_same_is_counted_together(ada, grace, review, protocol):
    for _ in range(3):
        candidate = make_candidate(review)
        vote(ada, candidate, "include")
        vote(grace, candidate, "maybe")
    assert judged_by(review, ada, grace) == [["include", "maybe", 3]]


def test_stages_are_kept_apart(ada, grace, review, protocol):
    text, reason = make_full_text(review), make_reason(review, "Not low back pain")
    vote(ada, text, "exclude", reason=reason)
    vote(grace, text, "exclude", reason=reason)
    assert judged_by(review, ada, grace) == []
    assert judged_by(review, ada, grace, stage=Stage.FULL_TEXT) == [["exclude", "exclude", 1]]


def test_closed_citations_do_not_count(ada, grace, review, protocol):
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    with arranging(review):
        candidate.citation.closed_as = "other"
        candidate.citation.save()
    assert judged_by(review, ada, grace) == []


def test_one_vote_compares_with_nothing(ada, review):
    make_protocol(review, votes_required=1)
    vote(ada, make_candidate(review), "include")
    assert judged_by(review, ada) == []


def test_weeks_and_versions(ada, grace, review, protocol):
    both, mixed = make_candidate(review), make_candidate(review)
    for candidate in (both, mixed):
        vote(ada, candidate, "include")
    vote(grace, both, "include")
    make_protocol(review, number=2)
    vote(grace, mixed, "exclude")
    told = {one.version: one for one in first_votes(review=review, stage=TITLES)}
    assert set(told) == {1, None}
    today = datetime.now(UTC).date()
    assert all(one.week.weekday() == 0 and 0 <= (today - one.week).days < 7 for one in told.values())


def test_carried_votes_do_not_count(owen, ada, grace, review, protocol):
    """A vote that a merge brings along was cast about another citation's text."""
    found(owen, received("1", "Exosomes"), received("2", "Exosomes for the low back"))
    kept, other = Candidate.objects.filter(review=review).order_by("pk")
    vote(ada, kept, "include")
    vote(grace, other, "include")
    merge(by=owen, keep=kept.citation, others=[other.citation])
    kept.refresh_from_db()
    assert kept.outcome == Candidate.Outcome.INCLUDED
    assert Vote.objects.own(grace).filter(candidate=kept).exists()
    assert judged_by(review, ada, grace) == []


def test_what_could_be_read_before_it_was_judged_does_not_count(owen, ada, grace, judy, review, protocol):
    """The review was opened to all, and blinded again: what waited for a second vote then is judged with the first."""
    seen, new = make_candidate(review), make_candidate(review)
    vote(ada, seen, "include")
    set_blinding(by=owen, blinded=False, reason="training")
    set_blinding(by=owen, blinded=True, reason="done")
    for candidate in (seen, new):
        vote(grace, candidate, "include")
    vote(ada, new, "include")
    assert judged_by(review, ada, grace) == [["include", "include", 1]]
    assert first_votes(review=review, stage=TITLES)[0].count == 1


@pytest.mark.parametrize("back", ["another role", "left and back", "by a link"])
def test_nor_does_what_somebody_read_as_an_auditor(owen, ada, audrey, review, protocol, back):
    seen, new = make_candidate(review), make_candidate(review)
    vote(ada, seen, "include")
    if back == "another role":
        change_role(by=owen, member=audrey, role=Role.REVIEWER)
    else:
        remove_member(by=owen, member=audrey)
        if back == "by a link":
            accept_invitation(user=audrey.user, token=invite(by=owen, role=Role.REVIEWER)[1])
        else:
            restore_member(by=owen, member=audrey, role=Role.REVIEWER)
    audrey.refresh_from_db()
    vote(audrey, seen, "include")
    vote(ada, new, "exclude")
    vote(audrey, new, "exclude")
    assert judged_by(review, ada, audrey) == [["exclude", "exclude", 1]], (
        "she no longer reads what is pending"
    )


def test_who_becomes_an_auditor_judged_before(owen, ada, grace, review, protocol):
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    change_role(by=owen, member=grace, role=Role.AUDITOR)
    assert judged_by(review, ada, grace) == [["include", "include", 1]]


def test_nor_does_what_is_judged_after_an_outcome_stood_there(owen, ada, grace, review):
    """One vote decided; an amendment asks for two, and whoever casts the second one saw what came of the first."""
    make_protocol(review, votes_required=1)
    seen = make_candidate(review)
    vote(ada, seen, "include")
    two = make_protocol(review, number=2, votes_required=2)
    apply_to(by=owen, version=two, candidates=[seen.pk])
    assert outcome_of(seen)[0] == "pending"
    new = make_candidate(review)
    for candidate in (seen, new):
        vote(grace, candidate, "include")
    vote(ada, new, "exclude")
    assert judged_by(review, ada, grace) == [["exclude", "include", 1]]


def test_nor_does_what_a_merge_showed_that_was_undone(owen, ada, review, protocol):
    """Merged with one of the owner's, what Ada said of another citation was open; and they vote on that one then."""
    found(owen, received("1", "Exosomes"), received("2", "Exosomes for the low back"))
    mine, hers = Candidate.objects.filter(review=review).order_by("pk")
    vote(owen, mine, "include")
    vote(ada, hers, "include")
    merge(by=owen, keep=mine.citation, others=[hers.citation])
    assert outcome_of(mine)[0] == "included"
    undo_merge(by=owen, citation=hers.citation)
    assert [outcome_of(candidate)[0] for candidate in (mine, hers)] == ["pending", "pending"]
    vote(owen, hers, "include")
    assert outcome_of(hers)[0] == "included"
    assert judged_by(review, owen, ada) == []


@pytest.mark.parametrize("number", [1, 3])
def test_three_queries(ada, grace, review, protocol, number, django_assert_num_queries):
    for _ in range(number):
        candidate = make_candidate(review)
        vote(ada, candidate, "include")
        vote(grace, candidate, "exclude")
    with django_assert_num_queries(3):
        assert of_pair(first_votes(review=review, stage=TITLES), ada.pk, grace.pk).total == number
