"""What a person has left is what the screening room would hand them, were nobody else there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.allocation.operations import allocate, hand_over_work
from screening.decisions.allocation.planning import Share
from screening.decisions.barring.operations import bar
from screening.decisions.calibration.operations import close_round, open_gate, set_gate
from screening.decisions.figures.remaining import Left, left_for
from screening.decisions.figures.team_progress import PENDING, in_screening
from screening.decisions.models import Candidate
from screening.decisions.queries import queue, to_judge
from screening.protocol.models import Stage
from tests.casting import arranging
from tests.decisions.calibration.rounds import drawn, make_round
from tests.decisions.rows import make_candidate, make_protocol, vote

TITLES = Stage.TITLE_ABSTRACT


@pytest.fixture
def waiting(owen, ada, grace, judy, review):
    make_protocol(review)
    return [make_candidate(review) for _ in range(12)]


def left(viewer, *members):
    rows = in_screening(review=viewer.review, stage=TITLES).filter(PENDING)
    return left_for(viewer=viewer, members=members, waiting=rows, stage=TITLES)


def all_left(viewer, *members):
    found = left(viewer, *members)
    return [found[member.pk].total for member in members]


def divide(by, mode, *shares, seen=0):
    return allocate(
        by=by, stage=TITLES, mode=mode, shares=shares, lease_minutes=30, by_priority=True, seen=seen
    )


def given_to(member):
    """Asked in another way: what can be handed out, and what they will be handed in the end."""
    return queue(member=member, stage=TITLES).count(), to_judge(member=member, stage=TITLES).count()


def test_of_an_open_pool_everything(ada, grace, waiting):
    vote(ada, waiting[0], "include")
    vote(grace, waiting[1], "include")
    assert left(ada, ada, grace) == {ada.pk: Left(11, 11, exact=True), grace.pk: Left(12, 12, exact=False)}


def test_of_shares_ones_own(owen, ada, grace, judy, audrey, waiting):
    people = (owen, ada, grace, judy)
    divide(
        owen,
        "number",
        *(Share((member.pk,), size) for member, size in zip(people, (9, 7, 5, 3), strict=True)),
    )
    for viewer in (audrey, *people):
        assert all_left(viewer, *people) == [9, 7, 5, 3]
    mine = to_judge(member=ada, stage=TITLES)[0]
    vote(ada, mine, "include")
    assert all_left(audrey, *people) == [9, 6, 5, 3]
    assert all_left(grace, *people) == [9, 7, 5, 3]  # of others only what is not secret
    for member in people:
        assert left(member, member)[member.pk].total == given_to(member)[1]


def test_of_sources_and_pairs(owen, ada, grace, judy, waiting):
    divide(owen, "pairs", Share((ada.pk, grace.pk), 50), Share((owen.pk, judy.pk), 50))
    numbers = all_left(owen, ada, grace, owen, judy)
    assert numbers[0] == numbers[1] == 12 - numbers[2] == 12 - numbers[3]
    with arranging(owen.review):
        source = owen.review.sources.create(name="PubMed", kind="database")
    divide(owen, "source", Share((ada.pk, grace.pk), source=source.pk), seen=1)
    assert all_left(owen, ada, judy) == [12, 12]  # nothing is of that source: the rest is everybody's


def test_who_takes_over_has_what_was_not_judged(owen, ada, grace, judy, audrey, waiting):
    divide(owen, "percent", Share((ada.pk,), 50), Share((grace.pk,), 50))
    for candidate in waiting[:3]:
        vote(ada, candidate, "include")
    hand_over_work(by=owen, stage=TITLES, leaving=ada, successor=judy, seen=1)
    assert all_left(audrey, ada, grace, judy) == [0, 12, 9]
    assert (all_left(judy, judy), all_left(grace, judy)) == ([9], [12])
    vote(judy, waiting[5], "include")
    assert all_left(judy, judy) == [given_to(judy)[1]] == [8]


def test_not_what_one_is_barred_from(owen, ada, grace, audrey, waiting):
    bar(by=owen, member=ada, citation=waiting[0].citation, reason="Co-author")
    assert left(ada, ada)[ada.pk] == Left(11, 11, exact=True)
    assert (all_left(owen, ada), all_left(audrey, ada)) == ([11], [11])
    assert all_left(grace, ada) == [12], "whose conflict of interest it is, is not for all to know"


def test_who_steps_in_where_one_of_a_pair_is_barred(owen, ada, grace, judy, audrey, waiting):
    divide(owen, "pairs", Share((ada.pk, grace.pk), 100))
    bar(by=owen, member=ada, citation=waiting[0].citation, reason="Co-author")
    vote(grace, waiting[0], "include")
    for viewer in (owen, audrey):
        assert all_left(viewer, ada, judy) == [11, 1]
    assert all_left(judy, judy) == [given_to(judy)[1]] == [1]
    assert all_left(grace, judy) == [0], "it would tell Grace that Ada is barred"
    vote(judy, waiting[0], "include")
    assert all_left(judy, judy) == [given_to(judy)[1]] == [0]


def test_a_pilot_round_comes_first(owen, ada, grace, judy, audrey, waiting):
    pilot = make_round(owen, [ada, grace], size=4)
    vote(ada, drawn(pilot)[0], "include")
    assert left(audrey, ada, grace, judy) == {
        ada.pk: Left(11, 3, exact=True),
        grace.pk: Left(12, 4, exact=True),
        judy.pk: Left(8, 8, exact=True),
    }
    for member in (ada, grace, judy):
        assert left(member, member)[member.pk].now == given_to(member)[0]
    close_round(by=owen, pilot=pilot, reason="Enough")
    assert left(ada, ada)[ada.pk] == Left(11, 11, exact=True)


def test_a_pilot_round_asks_beyond_ones_share(owen, ada, grace, judy, audrey, waiting):
    divide(owen, "number", Share((ada.pk,), 12), Share((grace.pk,), 12))
    make_round(owen, [judy, grace], size=4)
    assert left(audrey, ada, judy) == {ada.pk: Left(8, 8, exact=True), judy.pk: Left(4, 4, exact=True)}


def test_behind_a_shut_gate_all_waits(owen, ada, grace, waiting):
    set_gate(by=owen, percent=90, kappa=None)
    assert left(ada, ada)[ada.pk] == Left(12, 0, exact=True)
    make_round(owen, [ada, grace], size=4)
    assert left(owen, ada, owen) == {ada.pk: Left(12, 4, exact=False), owen.pk: Left(8, 0, exact=True)}
    open_gate(by=owen, reason="A small review")
    assert left(owen, owen)[owen.pk] == Left(8, 8, exact=True)


def test_nothing_where_nothing_waits(ada, grace, waiting):
    for candidate in waiting:
        for member in (ada, grace):
            vote(member, candidate, "include")
    assert left(ada, ada, grace) == {ada.pk: Left(0, 0, exact=True), grace.pk: Left(0, 0, exact=False)}


@pytest.mark.parametrize("viewer", ["ada", "audrey"])
def test_four_queries_however_many_people_and_parts(viewer, owen, ada, grace, judy, waiting, request):
    asks = request.getfixturevalue(viewer)
    counts = []
    for people in ([ada, grace], [owen, ada, grace, judy]):
        with CaptureQueriesContext(connection) as captured:
            left(asks, *people)
        counts.append(len(captured))
        divide(
            owen, "percent", *(Share((one.pk,), 100 // len(people)) for one in people), seen=len(counts) - 1
        )
    assert counts == [4, 4]
    assert Candidate.objects.count() == 12
