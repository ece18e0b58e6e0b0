"""Reference values: README of irrCAC 1.0 (Gwet's own R package), ``cac.raw4raters`` and ``distrib.6raters``.

What it gives as the error of alpha changed between versions and differs from ours by up to 3 %; ours is held to the
jackknife, and to that of Fleiss' kappa where the two figures are one.
"""

import random
from math import sqrt
from operator import attrgetter

import pytest

from screening.decisions.agreement.errors import Z
from screening.decisions.agreement.many import ManyAgreement, agreement_of_many
from tests.decisions.agreement.test_many import KRIPPENDORFF

SIX = [
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0), (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1),
]  # fmt: skip


def counted(things):
    return ManyAgreement({ratings: things.count(ratings) for ratings in things})


def errors(found):
    """Of Fleiss' kappa, AC1 and alpha, from how wide their intervals are below the figure."""
    pairs = [
        (found.fleiss, found.fleiss_interval),
        (found.ac1, found.ac1_interval),
        (found.alpha, found.alpha_interval),
    ]
    return [(figure - ends[0]) / Z for figure, ends in pairs]


def test_six_raters_as_published():
    fleiss, ac1, alpha = errors(counted(SIX))
    assert (fleiss, ac1) == pytest.approx((0.08119291, 0.08418757), abs=1e-8)
    assert alpha == pytest.approx(0.08243228, rel=0.03)


def test_four_raters_with_gaps_as_published():
    found = agreement_of_many((unit.replace(".", "") for unit in KRIPPENDORFF), "12345")
    fleiss, ac1, alpha = errors(found)
    assert (fleiss, ac1) == pytest.approx((0.15302, 0.14295), abs=1e-5)
    assert alpha == pytest.approx(0.14548, rel=0.03)
    assert found.fleiss_interval[1] == 1.0


def test_two_raters_as_published():
    """irrCAC divides by n there and not by n - 1: Scott's pi 0.05905473, AC1 0.04321747."""
    found = ManyAgreement({(2, 0, 0): 13, (0, 2, 0): 20, (0, 1, 1): 11, (0, 0, 2): 56})
    fleiss, ac1, _ = errors(found)
    assert (fleiss, ac1) == pytest.approx(
        [error * sqrt(100 / 99) for error in (0.05905473, 0.04321747)], abs=1e-7
    )


def test_by_hand():
    """Two of three rated alike, once each verdict: chance 1/2, kappa 1/3; deviations 2/3, 2/3 and -4/3."""
    found = ManyAgreement({(2, 0): 1, (0, 2): 1, (1, 1): 1})
    assert found.fleiss == pytest.approx(1 / 3)
    fleiss, _, alpha = errors(found)
    assert fleiss == pytest.approx(sqrt((4 / 9 + 4 / 9 + 16 / 9) / 6))
    assert alpha == pytest.approx(fleiss * 5 / 6)


def test_alpha_is_fleiss_kappa_but_for_a_correction_where_everybody_rated_everything():
    found, ratings = counted(SIX), 15 * 6
    fleiss, _, alpha = errors(found)
    assert 1 - found.alpha == pytest.approx((1 - found.fleiss) * (1 - 1 / ratings))
    assert alpha == pytest.approx(fleiss * (1 - 1 / ratings))


def jackknife(things, figure):
    """Leave out one after the other: how much the figure moves. Slow, and without a formula that could be wrong."""
    n = len(things)
    without = [figure(counted(things[:place] + things[place + 1 :])) for place in range(n)]
    mean = sum(without) / n
    return sqrt((n - 1) / n * sum((value - mean) ** 2 for value in without))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("gaps", [False, True])
def test_leaving_out_one_after_the_other_gives_nearly_the_same(seed, gaps):
    chance, things = random.Random(seed), []
    for _ in range(150):
        said = [chance.choices("iem", [2, 9, 1])[0]]
        others = chance.randint(1, 3) if gaps else 2
        said += [said[0] if chance.random() < 0.8 else chance.choice("iem") for _ in range(others)]
        things.append(tuple(said.count(verdict) for verdict in "iem"))
    told = [jackknife(things, attrgetter(name)) for name in ("fleiss", "ac1", "alpha")]
    assert errors(counted(things)) == pytest.approx(told, rel=0.03)


@pytest.mark.parametrize(
    "things", [{}, {(1, 0): 1, (0, 1): 1}, {(0, 2): 30}, {(2, 0): 10, (0, 2): 20}, {(1, 1): 1}]
)
def test_no_interval_where_nothing_tells_one(things):
    """Nothing rated twice; all alike; all agreed; a single thing."""
    found = ManyAgreement(things)
    assert [found.fleiss_interval, found.ac1_interval, found.alpha_interval] == [None] * 3
