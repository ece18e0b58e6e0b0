"""No more people are handed a candidate than have to judge it, and nobody waits while others may be had."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.utils import timezone

from screening.decisions import coming
from screening.decisions.allocation import leases
from screening.decisions.allocation.models import Lease
from screening.decisions.desk import desk_of
from screening.decisions.operations import undo_vote
from screening.decisions.queries import queue
from screening.decisions.taking import keep_holding, waits_for
from screening.jobs.handlers import CHORES
from screening.protocol.models import Stage
from screening.reviews.permissions import Role
from screening.reviews.team import change_role, remove_member
from tests.decisions.allocation.rows import holding, run_down, run_out, standing, taken
from tests.decisions.rows import make_candidate, make_full_text, make_protocol, vote

TITLES = Stage.TITLE_ABSTRACT


@pytest.mark.parametrize("required", [1, 2, 3])
def test_as_many_are_handed_a_candidate_as_votes_are_required(five, review, required):
    make_protocol(review, votes_required=required)
    candidate = make_candidate(review)
    handed = [taken(member) for member in five]
    assert handed == [[candidate.pk]] * required + [[]] * (5 - required)
    assert [taken(member) for member in five[:required]] == [[candidate.pk]] * required, "it stays theirs"


def test_votes_and_leases_count_together(five, review, protocol):
    candidate = make_candidate(review)
    vote(five[0], candidate, "include")
    assert taken(five[1]) == [candidate.pk]
    assert taken(five[2]) == []
    leases.give_back(member=five[1], stage=TITLES)
    assert taken(five[2]) == [candidate.pk]


def test_a_lease_ends_with_its_time_its_vote_and_its_holders_place(owen, five, review, protocol):
    candidate, other = make_candidate(review), make_candidate(review)
    _, ada, grace, judy, rosa = five
    assert [len(taken(member, 2)) for member in (ada, grace)] == [2, 2]
    assert taken(judy, 2) == []
    run_out(ada)
    assert sorted(taken(judy, 2)) == [candidate.pk, other.pk]
    assert taken(rosa, 2) == []
    remove_member(by=owen, member=grace)
    assert sorted(taken(rosa, 2)) == [candidate.pk, other.pk]
    change_role(by=owen, member=rosa, role=Role.OBSERVER)
    assert sorted(taken(ada, 2)) == [candidate.pk, other.pk]
    vote(ada, candidate, "include")
    assert (candidate.pk, ada.pk) not in set(Lease.objects.values_list("candidate", "member"))


def test_what_ended_more_than_a_day_ago_is_deleted(five, review, protocol):
    live, ended, old = (make_candidate(review) for _ in range(3))
    taken(five[1], 3)
    now = timezone.now()
    for candidate, until in ((ended, now - timedelta(hours=23)), (old, now - timedelta(hours=25))):
        Lease.objects.filter(candidate=candidate).update(until=until)
    for _ in range(2):
        CHORES["leases.clear"]()
    assert set(Lease.objects.values_list("candidate", flat=True)) == {live.pk, ended.pk}


def test_an_undone_vote_makes_room_again(five, review, protocol):
    candidate = make_candidate(review)
    for member in five[:2]:
        vote(member, candidate, "include")
    assert taken(five[2]) == []
    undo_vote(by=five[0], candidate=candidate, key=uuid4())
    assert taken(five[2]) == [candidate.pk]
    assert taken(five[0]) == []


def test_what_a_browser_holds_is_prolonged_and_taken_back_when_it_ended(five, review, protocol):
    first, second, third = [make_candidate(review).pk for _ in range(3)]
    ada, others = five[0], five[1:]
    assert len(taken(ada, 3)) == 3
    run_out(ada)
    for member in others[:2]:
        assert set(taken(member, 1, without=[first, second])) == {third}
    keep_holding(desk_of(member=ada, stage=TITLES), candidates=[first, second, third, 10**12])
    assert {pk for pk, member in holding() if member == ada.pk} == {first, second}
    one, two = [Lease.objects.get(member=ada, candidate=pk) for pk in (first, second)]
    keep_holding(desk_of(member=ada, stage=TITLES), candidates=[first])
    assert Lease.objects.get(pk=one.pk).until == one.until  # a moment old
    run_down(ada)
    keep_holding(desk_of(member=ada, stage=TITLES), candidates=[first])
    assert Lease.objects.get(pk=one.pk).until > one.until
    assert Lease.objects.get(pk=two.pk).until < two.until


def test_a_vote_without_a_lease_counts_also_beyond_the_number_required(five, review, protocol):
    candidate = make_candidate(review)
    for member in five[:2]:
        assert taken(member) == [candidate.pk]
    for member in five[2:]:
        vote(member, candidate, "include")
    assert len(standing()) == 3


def test_rules_that_were_lowered_strand_nothing(five, review, protocol):
    """Pending with a vote that is enough now: one more person at a time is asked, until somebody settles it."""
    candidate = make_candidate(review)
    vote(five[0], candidate, "include")
    make_protocol(review, number=2, votes_required=1)
    assert [taken(member) for member in five[1:]] == [[candidate.pk], [], [], []]


def test_stages_do_not_meet(five, review, protocol):
    text = make_full_text(review)
    for member in five[:2]:
        assert taken(member, stage=Stage.FULL_TEXT) == [text.pk]
    leases.give_back(member=five[0], stage=TITLES)
    assert taken(five[2], stage=Stage.FULL_TEXT) == []
    assert taken(five[0]) == []


def test_who_waits_is_told_until_when_and_nothing_more(five, review, protocol):
    ada, grace, judy = five[:3]
    assert (waits_for(member=judy, stage=TITLES).ready, waits_for(member=judy, stage=TITLES).free_at) == (
        False,
        None,
    )
    make_candidate(review)
    assert waits_for(member=judy, stage=TITLES).ready
    taken(ada)
    taken(grace)
    told = waits_for(member=judy, stage=TITLES)
    assert not told.ready
    assert (told.free_at.second, told.free_at.microsecond) == (0, 0)
    assert 29 * 60 < (told.free_at - timezone.now()).total_seconds() <= 31 * 60
    run_out(ada)
    assert waits_for(member=judy, stage=TITLES).ready


@pytest.mark.parametrize("most", [2, 6])  # among fewer than there are, or among all
def test_where_none_of_those_that_come_first_is_free_all_are_looked_at(
    five, review, protocol, monkeypatch, most
):
    monkeypatch.setattr(coming, "SOME", 2)
    monkeypatch.setattr(coming, "MOST", most)
    caches["process"].clear()
    for _ in range(7):
        make_candidate(review)
    order = [candidate.pk for candidate in queue(member=five[0])]
    for member in five[1:3]:
        leases.keep(member=member, candidates=order[:4], minutes=5)
    assert taken(five[0]) == [order[4]]
    assert order[5] in taken(five[0], 9)
    caches["process"].clear()
