"""Orders that the database computes: repeatable, one's own, and evenly spread over the places there are."""

import pytest

from screening.decisions.order import PRIME, _numbers, own_order
from screening.records.models import Citation
from tests.decisions.rows import make_citation


@pytest.mark.parametrize("count", [60, 240, 1_000, 5_000])
def test_a_share_of_the_places_holds_that_share_of_the_candidates(count):
    for number in range(200):
        factor, shift = _numbers(f"{number} title_abstract parts")
        places = [(factor * pk + shift) % PRIME for pk in range(1_000, 1_000 + count)]
        for share in (2, 3, 4, 10):
            held = sum(place < PRIME // share for place in places)
            assert abs(held - count / share) < 6, (number, share)


def test_the_same_seed_gives_the_same_order_and_another_one_another(review):
    made = [make_citation(review).pk for _ in range(20)]

    def ordered(seed):
        return list(Citation.objects.order_by(own_order(seed)).values_list("pk", flat=True))

    assert ordered("7 title_abstract") == ordered("7 title_abstract")
    assert len({tuple(ordered(str(seed))) for seed in range(5)}) == 5
    assert sorted(ordered("x")) == made
    assert _numbers("x") == _numbers("x") != _numbers("y")
