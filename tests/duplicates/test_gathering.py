from __future__ import annotations

import random

from screening.duplicates.gathering import MOST, Asked, gather, one_after_another


def line(*ends: tuple[int, int]) -> list[Asked]:
    return [Asked(pk, *two) for pk, two in enumerate(ends, 1)]


def test_what_hangs_together_is_asked_together() -> None:
    asked = line((1, 2), (2, 3), (7, 8), (1, 3))
    shown = gather(asked[1], asked)
    assert (shown.citations, shown.pairs, shown.more) == ((1, 2, 3), (1, 2, 4), False)
    assert gather(asked[2], asked).citations == (7, 8)


def test_the_order_of_the_line_does_not_matter() -> None:
    asked = line((5, 2), (2, 9), (9, 1), (1, 5))
    shuffled = random.Random(4).sample(asked, len(asked))
    assert {gather(one, shuffled) for one in asked} == {gather(asked[0], asked)}


def test_a_star_and_a_chain_are_bounded() -> None:
    star = line(*((0, n) for n in range(1, 40)))
    shown = gather(star[20], star)
    assert shown.citations == (0, 1, 2, 3, 4, 21)
    assert shown.more
    chain = line(*((n, n + 1) for n in range(40)))
    near = gather(chain[20], chain)
    assert (len(near.citations), near.citations[0], near.more) == (MOST, 18, True)
    assert len(near.pairs) == MOST - 1


def test_a_group_has_one_place_in_the_line() -> None:
    first, second, alone, third, other = line((1, 2), (2, 3), (7, 8), (3, 4), (9, 10))
    told = one_after_another([third, other, second, alone, first])
    assert told == [other, alone, third, second, first]
    assert one_after_another([]) == []
