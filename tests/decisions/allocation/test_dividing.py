"""Parts cover every place once, each with as many people as votes are required, as large as the shares say."""

import random
from itertools import pairwise

import pytest

from screening.decisions.allocation.dividing import WHOLE, NobodyLeft, Part, evenly, hand_over, rounds
from screening.decisions.allocation.planning import Share, Unworkable, divide


def people(*sizes):
    return [Share((number,), size) for number, size in enumerate(sizes, 1)]


def covers_everything_once(parts):
    ordered = sorted(parts, key=lambda part: part.low)
    assert (ordered[0].low, ordered[-1].high) == (0, WHOLE)
    assert all(one.high == other.low for one, other in pairwise(ordered))


def width(parts, member):
    return sum(part.high - part.low for part in parts if member in part.holders)


@pytest.mark.parametrize("seed", range(40))
def test_percentages_give_each_candidate_its_people_and_each_person_their_share(seed):
    chance = random.Random(seed)
    votes, count = chance.choice([1, 2, 3]), chance.randint(3, 9)
    sizes = evenly(100, count)
    for _ in range(20):
        one, other = chance.sample(range(count), 2)
        some = chance.randint(0, max(0, min(sizes[one], 100 // votes - sizes[other])))
        sizes[one], sizes[other] = sizes[one] - some, sizes[other] + some
    parts = divide("percent", people(*sizes), votes=votes)
    covers_everything_once(parts)
    assert all(len(set(part.holders)) == len(part.seats) == votes for part in parts)
    for member, size in enumerate(sizes, 1):
        assert abs(width(parts, member) / WHOLE - size * votes / 100) < (0.021 if votes == 3 else 1e-8)


def test_numbers_are_exact_and_what_remains_is_everybodys():
    places = sorted(random.Random(1).sample(range(WHOLE), 50))
    parts = divide("number", people(20, 30, 10), votes=2, places=places)
    covers_everything_once(parts)

    def has(member):
        return sum(any(p.low <= place < p.high for p in parts if member in p.holders) for place in places)

    assert [has(1), has(2), has(3)] == [20, 30, 10]
    assert parts[-1] == Part(low=places[30])


def test_numbers_that_take_in_everything_leave_nothing_to_everybody():
    parts = divide("number", people(1, 1), votes=2, places=[7])
    assert parts == [Part(((1,), (2,)))]


def test_pairs_have_parts_of_their_own():
    shares = [Share((1, 2)), Share((3, 4)), Share((1, 4))]
    parts = divide("pairs", shares, votes=2)
    covers_everything_once(parts)
    assert [part.holders for part in parts] == [[1, 2], [3, 4], [1, 4]]
    [uneven, rest] = divide("pairs", [Share((1, 2), 25), Share((3, 4), 75)], votes=2)
    assert (uneven.high, rest.low) == (WHOLE // 4, WHOLE // 4)


def test_sources_have_their_people_and_the_others_are_everybodys():
    parts = divide("source", [Share((1, 2), source=7), Share((2, 3), source=9)], votes=2)
    assert [(part.source, part.holders) for part in parts] == [(7, [1, 2]), (9, [2, 3]), (None, [])]


@pytest.mark.parametrize(
    ("mode", "shares", "votes", "sentence"),
    [
        ("percent", [], 2, "fill in at least one line"),
        ("percent", people(50, 40), 2, "add up to 90 %"),
        ("percent", people(60, 40), 2, "at most 50 %"),
        ("percent", people(40, 30, 30), 3, "at most 34 %"),
        ("number", people(0, 0), 2, "add up to 0"),
        ("number", people(3, 2), 2, "a multiple of 2"),
        ("number", people(30, 30), 2, "only 10 citations are pending"),
        ("number", people(6, 2), 2, "one person can do 4 of them at most"),
        ("source", [Share((1,), source=7)], 2, "at least 2 people for each source"),
        ("source", [Share((1, 1), source=7)], 2, "at least 2 people for each source"),
        ("pairs", [Share((1, 1))], 2, "two different ones"),
        ("pairs", [Share((1,))], 2, "two different ones"),
        ("pairs", [Share((1, 2))], 3, "yours has 3"),
        ("pairs", [Share((1, 2), 60), Share((3, 4), 50)], 2, "add up to 110 %"),
    ],
)
def test_what_cannot_be_is_said(mode, shares, votes, sentence):
    with pytest.raises(Unworkable, match=sentence):
        divide(mode, shares, votes=votes, places=range(10))


def test_a_pool_has_no_parts():
    assert divide("pool", [], votes=2) == []


def test_rounds_are_cut_where_stretches_end():
    assert rounds([3, 3, 2], 4) == [(0, 2, [0, 1]), (2, 3, [0, 2]), (3, 4, [1, 2])]


def test_who_hands_over_is_replaced_everywhere_by_people_who_are_not_there_already():
    parts = divide("percent", people(34, 33, 33), votes=2)
    after = hand_over(parts, 1, [2, 3])
    covers_everything_once(after)
    assert all(sorted(part.holders) == [2, 3] for part in after)
    assert width(after, 1) == 0
    assert [part.before(2) | part.before(3) for part in after] == [{1}, {1}, set()]
    with pytest.raises(NobodyLeft):
        hand_over(parts, 1, [2])


def test_open_work_is_spread_evenly_and_the_other_seats_stay():
    parts = divide("pairs", [Share((1, 2)), Share((3, 4))], votes=2)
    after = hand_over(parts, 1, [2, 3, 4])
    covers_everything_once(after)
    assert [part.holders for part in after] == [[3, 2], [4, 2], [3, 4]]
    assert abs(width(after[:1], 3) - width(after[1:2], 4)) <= 1
    assert [Part.from_json(part.as_json()) for part in after] == after
