"""Reference values. irrCAC: R's package by K. L. Gwet, and its Python twin, as their documentation has them.
Kappa with the error of Fleiss, Cohen and Everitt: computed with statsmodels, whose documentation gives the formula.
The two-by-two tables are those of Wikipedia's article on Cohen's kappa, and of the prevalence paradox.
"""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.decisions.agreement.errors import ac1_error, kappa_error
from screening.decisions.agreement.two import agreement, agreement_of

YES, NO, MAYBE = "include", "exclude", "maybe"
GWET = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


def table(*rows, names=(YES, NO, MAYBE)):
    names = names[: len(rows)]
    pairs = product(names, names)
    return agreement_of(dict(zip(pairs, (count for row in rows for count in row), strict=True)), names)


@pytest.mark.parametrize(
    ("rows", "percent", "kappa", "interval", "uniform", "ac1"),
    [
        ([[20, 5], [10, 15]], 70, 0.4, (0.151092, 0.648908), 0.4, 0.405941),
        ([[45, 15], [25, 15]], 60, 0.130435, (-0.062938, 0.323808), 0.2, 0.266055),
        ([[25, 35], [5, 35]], 60, 0.259259, (0.108029, 0.41049), 0.2, 0.207921),
        ([[80, 10], [5, 5]], 85, 0.318182, (0.056612, 0.579752), 0.7, 0.808),
        ([[40, 9], [6, 45]], 85, 0.699519, (0.55959, 0.839448), 0.7, 0.700748),
        ([[8, 7], [5, 980]], 98.8, 0.565375, (0.344153, 0.786597), 0.976, 0.987659),
    ],
)
def test_known_tables(rows, percent, kappa, interval, uniform, ac1):
    found = table(*rows)
    assert found.percent == pytest.approx(percent)
    assert found.kappa == pytest.approx(kappa, abs=1e-6)
    assert found.kappa_interval == pytest.approx(interval, abs=1e-6)
    assert found.uniform == pytest.approx(uniform, abs=1e-6)
    assert found.ac1 == pytest.approx(ac1, abs=1e-6)


def test_three_categories_as_irrcac_has_them():
    found = table(*GWET)
    assert found.kappa == pytest.approx(0.7964094, abs=1e-7)
    assert kappa_error(found.counts, found.kappa) == pytest.approx(0.05891072, abs=1e-8)
    assert found.uniform == pytest.approx(0.835)
    assert found.ac1 == pytest.approx(0.84933, abs=1e-5)
    assert ac1_error(found.counts, found.ac1, 3) == pytest.approx(0.04322, abs=1e-5)


def test_positive_and_negative_agreement():
    found = table([8, 7], [5, 980])
    assert (found.specific(YES), found.specific(NO)) == pytest.approx((0.571429, 0.993915), abs=1e-6)
    found = table([20, 5], [10, 15])
    assert (found.specific(YES), found.specific(NO)) == pytest.approx((0.727273, 0.666667), abs=1e-6)


def test_all_alike_leaves_kappa_undefined_and_the_others_perfect():
    found = agreement([(NO, NO)] * 30, [YES, NO])
    assert (found.percent, found.kappa, found.kappa_interval) == (100, None, None)
    assert (found.uniform, found.ac1, found.ac1_interval) == (1, 1, None)
    assert (found.specific(YES), found.specific(NO)) == (None, 1)


def test_one_possible_category_says_nothing():
    found = agreement([(NO, NO)] * 30)
    assert (found.uniform, found.ac1, found.ac1_interval) == (None, None, None)


def test_nothing_rated():
    found = agreement([], [YES, NO])
    figures = (found.percent, found.kappa, found.uniform, found.ac1, found.specific(YES))
    assert (found.total, *figures, found.kappa_interval, found.ac1_interval) == (0, *[None] * 7)


def test_always_the_contrary():
    found = table([0, 5], [5, 0])
    assert (found.percent, found.kappa, found.uniform, found.ac1) == (0, -1, -1, -1)
    assert found.kappa_interval is None


def test_the_paradox_one_kappa_lower_at_the_same_agreement():
    rare, even = table([80, 10], [5, 5]), table([40, 9], [6, 45])
    assert rare.percent == even.percent
    assert rare.kappa < even.kappa / 2
    assert rare.ac1 > even.ac1


RATINGS = st.lists(st.tuples(*[st.sampled_from([YES, NO, MAYBE])] * 2), max_size=60)


def figures(found):
    return (found.percent, found.kappa, found.uniform, found.ac1, found.kappa_interval, found.ac1_interval)


def flat(found):
    return [
        value
        for figure in figures(found)
        for value in (figure if isinstance(figure, tuple) else (figure,))
        if value is not None
    ]


def close(found):
    return [pytest.approx(figure) if figure is not None else None for figure in figures(found)]


@given(RATINGS)
def test_who_is_first_does_not_matter(pairs):
    turned = [(b, a) for a, b in pairs]
    assert list(figures(agreement(turned))) == close(agreement(pairs))


@given(RATINGS)
def test_names_and_order_do_not_matter(pairs):
    names = {YES: "a", NO: "b", MAYBE: "c"}
    renamed = [(names[a], names[b]) for a, b in reversed(pairs)]
    assert list(figures(agreement(renamed))) == close(agreement(pairs))


@given(RATINGS)
def test_bounds(pairs):
    found = agreement(pairs, [YES, NO, MAYBE])
    assert all(-1 <= value <= 100 for value in flat(found))
    for estimate, interval in ((found.kappa, found.kappa_interval), (found.ac1, found.ac1_interval)):
        assert interval is None or interval[0] <= estimate <= interval[1]
        assert estimate is None or -1 <= estimate <= 1
    for category in found.categories:
        said = found.specific(category)
        assert said is None or 0 <= said <= 1


@given(RATINGS)
def test_perfect_agreement_is_one(pairs):
    alike = [(a, a) for a, _ in pairs]
    found = agreement(alike, [YES, NO, MAYBE])
    if pairs:
        assert found.percent == 100
        assert (found.uniform, found.ac1) == pytest.approx((1, 1))
    assert found.kappa == (pytest.approx(1) if len(set(alike)) > 1 else None)
    assert found.kappa_interval is None


def test_more_of_the_same_narrows_the_interval_alone():
    one = Counter({(YES, YES): 20, (YES, NO): 5, (NO, YES): 10, (NO, NO): 15})
    more = agreement_of({pair: 9 * count for pair, count in one.items()})
    once = agreement_of(one)
    assert more.kappa == pytest.approx(once.kappa)
    widths = [high - low for low, high in (once.kappa_interval, more.kappa_interval)]
    assert widths[1] == pytest.approx(widths[0] / 3)
