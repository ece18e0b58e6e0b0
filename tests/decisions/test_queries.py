"""The queue, one's own history and conflicts; each in a fixed number of queries."""

from uuid import uuid4

import pytest

from screening.decisions.models import Candidate
from screening.decisions.operations import resolve, undo_vote
from screening.decisions.queries import conflicts, history, queue, to_settle, votes_on
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_full_text, vote


def test_the_queue_holds_what_is_pending_and_without_my_vote(ada, grace, judy, review, protocol):
    mine, judged, taken_back, completed, closed, merged = [make_candidate(review) for _ in range(6)]
    make_full_text(review)
    vote(ada, judged, "include")
    vote(ada, taken_back, "include")
    undo_vote(by=ada, candidate=taken_back, key=uuid4())
    vote(grace, completed, "include")
    vote(judy, completed, "exclude")
    vote(grace, mine, "exclude")
    with arranging(review):
        closed.citation.closed_as = "other"
        closed.citation.save()
        merged.citation.merged_into = mine.citation
        merged.citation.save()
    assert set(queue(member=ada)) == {mine, taken_back}


def test_everybody_has_an_order_of_their_own_that_stays(ada, grace, review, protocol):
    candidates = [make_candidate(review) for _ in range(30)]
    first = [c.pk for c in queue(member=ada)]
    assert first == [c.pk for c in queue(member=ada)]
    assert first != [c.pk for c in queue(member=grace)]
    assert sorted(first) == [c.pk for c in candidates] != first
    vote(ada, Candidate.objects.get(pk=first[0]), "include")
    assert [c.pk for c in queue(member=ada)] == first[1:]


def test_priority_comes_first(ada, review, protocol):
    candidates = [make_candidate(review) for _ in range(5)]
    with arranging(review):
        Candidate.objects.filter(pk=candidates[3].pk).update(priority=0.9)
    assert queue(member=ada).first() == candidates[3]


def test_history_is_what_i_think_now(ada, grace, candidate, review):
    other, third = make_candidate(review), make_candidate(review)
    vote(ada, candidate, "include")
    last = vote(ada, candidate, "exclude")
    kept = vote(ada, other, "maybe")
    vote(ada, third, "maybe")
    undo_vote(by=ada, candidate=third, key=uuid4())
    vote(grace, other, "include")
    assert list(history(member=ada)) == [kept, last]


def test_conflicts_say_where_i_voted(ada, grace, judy, owen, review, candidate, reason):
    other = make_candidate(review)
    vote(judy, candidate, "include")
    undo_vote(by=judy, candidate=candidate, key=uuid4())
    for conflict in (candidate, other):
        vote(ada, conflict, "include")
        vote(grace, conflict, "exclude")
    assert [(c.pk, c.voted) for c in conflicts(member=judy)] == [(candidate.pk, True), (other.pk, False)]
    assert list(to_settle(member=judy)) == [other]
    resolve(by=judy, candidate=other, verdict="include")
    assert not to_settle(member=judy)
    assert to_settle(member=owen).first() == candidate


def test_votes_are_open_to_those_who_may_see_them(ada, grace, judy, audrey, olive, ines, candidate):
    vote(ada, candidate, "include")
    assert [(m.user.name, votes_on(member=m, candidate=candidate).count()) for m in (ada, grace, judy, audrey)] == [
        ("Ada", 1), ("Grace", 0), ("Judy", 0), ("Audrey", 1),
    ]  # fmt: skip
    vote(grace, candidate, "exclude")
    seen = {
        m.user.name: votes_on(member=m, candidate=candidate).count() for m in (ada, grace, judy, olive, ines)
    }
    assert seen == {"Ada": 2, "Grace": 2, "Judy": 2, "Olive": 0, "Ines": 0}


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_however_many_rows(ada, grace, review, protocol, rows, django_assert_num_queries):
    for _ in range(rows):
        disputed = make_candidate(review)
        vote(ada, disputed, "include")
        vote(grace, disputed, "exclude")
        make_candidate(review)
    # the rules, the division, pilot round and gate, the preferred order, one's own leases; the queue
    with django_assert_num_queries(6):
        assert len([c.citation.title for c in queue(member=ada)]) == rows
    with django_assert_num_queries(1):
        assert len([v.candidate.citation.title for v in history(member=ada)]) == rows
    with django_assert_num_queries(1):
        assert len([c.citation.title for c in conflicts(member=ada)]) == rows
    with django_assert_num_queries(1):
        assert len([str(v.by) for v in votes_on(member=ada, candidate=disputed)]) == 2
