"""Who is handed what in each mode; changes of it are on record, reversible, and made by owners alone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.decisions.allocation.assigned import allocation_of
from screening.decisions.allocation.models import Allocation
from screening.decisions.allocation.operations import allocate, hand_over_work, use_again
from screening.decisions.allocation.people import division
from screening.decisions.allocation.planning import Share
from screening.decisions.allocation.standing import standing_of
from screening.decisions.barring.operations import bar
from screening.decisions.figures.own_progress import progress
from screening.decisions.models import Candidate
from screening.decisions.queries import queue
from screening.protocol.models import Stage
from screening.reviews.team import remove_member
from screening.searches.models import Source
from tests.casting import arranging
from tests.decisions.allocation.rows import taken
from tests.decisions.rows import make_candidate, make_protocol, vote
from tests.searching import found, received

TITLES = Stage.TITLE_ABSTRACT


def divide(owner, mode, shares, *, stage=TITLES, seen=None, **more):
    number = allocation_of(review=owner.review, stage=stage).number if seen is None else seen
    settings = {"lease_minutes": 30, "by_priority": True} | more
    return allocate(by=owner, stage=stage, mode=mode, shares=shares, seen=number, **settings)


def theirs(member):
    return {candidate.pk for candidate in queue(member=member)}


@pytest.fixture
def many(review, protocol):
    return {make_candidate(review).pk for _ in range(24)}


def test_pairs_judge_their_own_part_and_all_of_it(owen, five, many):
    _, ada, grace, judy, rosa = five
    divide(owen, "pairs", [Share((ada.pk, grace.pk)), Share((judy.pk, rosa.pk))])
    assert theirs(ada) == theirs(grace)
    assert theirs(judy) == theirs(rosa) == many - theirs(ada)
    assert theirs(owen) == set()
    assert 0 < len(theirs(ada)) < len(many)
    later = make_candidate(owen.review).pk
    assert sum(later in theirs(member) for member in five) == 2, "what comes later falls into a part too"


def test_shares_give_each_candidate_two_people_and_each_person_their_share(owen, five, many):
    sizes = [10, 30, 30, 20, 10]
    divide(owen, "percent", [Share((m.pk,), size) for m, size in zip(five, sizes, strict=True)])
    handed = [theirs(member) for member in five]
    assert all(sum(pk in mine for mine in handed) == 2 for pk in many)
    assert all(abs(len(mine) - 48 * size / 100) <= 3 for mine, size in zip(handed, sizes, strict=True))
    assert progress(member=owen).left == len(handed[0])


def test_numbers_are_exact_and_the_rest_is_everybodys(owen, five, many):
    _, ada, grace, judy, rosa = five
    divide(owen, "number", [Share((ada.pk,), 5), Share((grace.pk,), 7), Share((judy.pk,), 2)])
    rest = theirs(rosa)
    assert len(rest) == 24 - 7
    assert [len(theirs(member) - rest) for member in (ada, grace, judy)] == [5, 7, 2]
    assert theirs(owen) == rest


def test_what_a_source_found_is_its_peoples(owen, five, protocol):
    _, ada, grace, judy, rosa = five
    found(owen, *(received(str(number), f"Citation {number}") for number in range(4)))
    [source] = Source.objects.filter(review=owen.review)
    mine = make_candidate(owen.review).pk  # of no source
    divide(owen, "source", [Share((ada.pk, grace.pk), source=source.pk)])
    assert len(theirs(ada)) == 5
    assert theirs(judy) == theirs(rosa) == {mine}
    with arranging(owen.review):
        empty = Source.objects.create(review=owen.review, key="none", name="None")
    divide(
        owen,
        "source",
        [Share((judy.pk, rosa.pk), source=empty.pk), Share((ada.pk, grace.pk), source=source.pk)],
    )
    assert theirs(judy) == {mine}
    divide(
        owen,
        "source",
        [Share((judy.pk, rosa.pk), source=source.pk), Share((ada.pk, grace.pk), source=source.pk)],
    )
    assert len(theirs(judy)) == 5


def test_the_open_work_of_somebody_who_leaves_goes_to_another(owen, five, many):
    _, ada, grace, judy, rosa = five
    divide(owen, "pairs", [Share((ada.pk, grace.pk)), Share((judy.pk, rosa.pk))])
    before = theirs(ada)
    judged = before.pop()
    vote(ada, Candidate.objects.get(pk=judged), "include")
    remove_member(by=owen, member=ada)
    assert [m.pk for m in standing_of(review=owen.review, stage=TITLES).gone] == [ada.pk]
    after = hand_over_work(by=owen, stage=TITLES, leaving=ada, successor=owen, seen=1)
    assert theirs(owen) == before, "all but what Ada had judged"
    assert theirs(grace) == before | {judged}
    assert standing_of(review=owen.review, stage=TITLES).gone == []
    with pytest.raises(ValidationError, match="has no share here"):
        hand_over_work(by=owen, stage=TITLES, leaving=ada, successor=None, seen=after.number)
    with pytest.raises(ValidationError, match="judges these citations already"):
        hand_over_work(by=owen, stage=TITLES, leaving=grace, successor=owen, seen=after.number)
    with pytest.raises(ValidationError, match="cannot screen in this review"):
        hand_over_work(by=owen, stage=TITLES, leaving=grace, successor=ada, seen=after.number)
    hand_over_work(by=owen, stage=TITLES, leaving=grace, successor=None, seen=after.number)
    assert (theirs(judy) | theirs(rosa)) == many
    assert all(sum(pk in theirs(member) for member in (owen, judy, rosa)) == 2 for pk in before)


@pytest.mark.parametrize("mode", ["pairs", "percent", "number", "source"])
def test_what_one_is_barred_from_is_judged_by_somebody_without_a_seat(owen, five, review, protocol, mode):
    _, ada, grace, judy, rosa = five
    if mode == "source":
        found(owen, received("1", "Shared"))
        source = Source.objects.get(review=review)
        candidate = Candidate.objects.get(citation__title="Shared")
        divide(owen, mode, [Share((ada.pk, grace.pk), source=source.pk)])
    else:
        candidate = make_candidate(review)
        shares = {
            "pairs": [Share((ada.pk, grace.pk), 100)],
            "percent": [Share((m.pk,), 50) for m in (ada, grace)],
        }
        divide(owen, mode, shares.get(mode, [Share((m.pk,), 1) for m in (ada, grace)]))
    assert theirs(judy) == set()
    bar(by=owen, member=ada, citation=candidate.citation, reason="Wrote it")
    assert theirs(ada) == set()
    assert taken(judy) == taken(grace) == [candidate.pk]
    assert theirs(rosa) == set(), "two hold it"
    vote(grace, candidate, "include")
    vote(judy, candidate, "include")
    assert Candidate.objects.get(pk=candidate.pk).outcome == "included"


def test_a_share_is_no_lease(owen, five, many):
    _, ada, grace, *_ = five
    divide(owen, "pairs", [Share((ada.pk, grace.pk))], lease_minutes=5)
    assert set(taken(ada, 24)) == set(taken(grace, 24)) == many


def test_every_change_is_on_record_with_before_and_after_and_can_be_taken_back(owen, ada, grace, protocol):
    first = divide(owen, "pairs", [Share((ada.pk, grace.pk), 100)], lease_minutes=45)
    divide(owen, "pool", [], by_priority=False)
    use_again(by=owen, earlier=first, seen=2)
    now = allocation_of(review=owen.review, stage=TITLES)
    assert (now.number, now.mode, now.parts, now.lease_minutes) == (3, "pairs", first.parts, 45)
    told = list(AuditEvent.objects.filter(kind__startswith="allocation.").order_by("sequence"))
    assert [event.kind for event in told] == ["allocation.set", "allocation.set", "allocation.restored"]
    assert told[1].data["before"]["given"] == [{"members": [ada.pk, grace.pk], "size": 100, "source": None}]
    assert (told[1].data["after"]["mode"], told[1].data["after"]["by_priority"]) == ("pool", False)
    with pytest.raises(AppendOnlyError):
        Allocation.objects.filter(pk=first.pk).update(mode="pool")


def test_stages_are_divided_apart(owen, ada, grace, judy, protocol):
    divide(owen, "pairs", [Share((ada.pk, grace.pk))], stage=Stage.FULL_TEXT)
    assert allocation_of(review=owen.review, stage=TITLES).mode == "pool"
    assert allocation_of(review=owen.review, stage=Stage.FULL_TEXT).lease_minutes == 30
    assert allocation_of(review=owen.review, stage=TITLES).lease_minutes == 30


def test_another_number_of_votes_makes_everything_everybodys_until_it_is_set_anew(owen, five, many):
    _, ada, grace, judy, _ = five
    pairs = divide(owen, "pairs", [Share((ada.pk, grace.pk))])
    assert theirs(judy) == set()
    make_protocol(owen.review, number=2, votes_required=3)
    assert theirs(judy) == many
    assert standing_of(review=owen.review, stage=TITLES).outdated
    with pytest.raises(ValidationError, match="another number of votes"):
        use_again(by=owen, earlier=pairs, seen=1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lease_minutes": 4}, "5 to 10,080 minutes"),
        ({"lease_minutes": 10_081}, "5 to 10,080 minutes"),
        ({"seen": 7}, "Somebody else changed who screens what"),
        ({"mode": "pairs", "shares": [Share((10**9, 10**9 + 1))]}, "cannot screen in this review"),
        ({"mode": "source", "shares": [Share((), source=10**9)]}, "not one of this review"),
        ({"mode": "percent", "shares": []}, "fill in at least one line"),
    ],
)
def test_bad_input_changes_nothing(owen, protocol, change, sentence):
    with pytest.raises(ValidationError, match=sentence):
        divide(owen, **({"mode": "pool", "shares": []} | change))
    assert not Allocation.objects.exists()


def test_people_of_another_review_and_those_who_do_not_screen_get_nothing(
    owen, ada, olive, mallory, protocol
):
    for other in (mallory, olive):
        with pytest.raises(ValidationError, match="cannot screen in this review"):
            divide(owen, "pairs", [Share((ada.pk, other.pk))])
    with pytest.raises(PermissionDenied):
        hand_over_work(by=owen, stage=TITLES, leaving=mallory, successor=None, seen=0)
    for member in (ada, olive):
        with pytest.raises(PermissionDenied):
            divide(member, "pool", [])


@pytest.mark.parametrize("mode", ["pool", "percent", "number", "pairs"])
def test_the_preview_counts_what_each_would_be_handed(owen, five, many, mode, django_assert_max_num_queries):
    shares = {
        "pool": [],
        "percent": [Share((m.pk,), 20) for m in five],
        "number": [Share((m.pk,), 4) for m in five],
        "pairs": [Share((five[1].pk, five[2].pk), 40), Share((five[3].pk, five[4].pk), 60)],
    }[mode]
    made = divide(owen, mode, shares)
    with django_assert_max_num_queries(6):
        now = standing_of(review=owen.review, stage=TITLES).division
    assert now.total == 24
    rest = set.intersection(*(theirs(member) for member in five))
    assert now.everybody == len(rest)
    assert {work.member.pk: work.pending for work in now.work} == (
        {member.pk: len(theirs(member) - rest) for member in five} if made.parts else {}
    )
    assert division(review=owen.review, stage=TITLES, parts=[]).everybody == 24


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such triggers")
def test_the_database_refuses_to_rewrite_who_screened_what(owen, protocol):
    divide(owen, "pool", [])
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE screening_allocation SET mode = 'pairs'")
