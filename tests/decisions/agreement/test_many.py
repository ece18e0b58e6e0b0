"""Reference values: Fleiss' example as Wikipedia gives it (10 things, 14 raters, 5 categories); Krippendorff's of four
observers and twelve units with gaps (Computing Krippendorff's alpha-reliability, 2011), as irrCAC documents it.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.decisions.agreement.many import ManyAgreement, agreement_of_many
from screening.decisions.agreement.two import agreement

FLEISS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]
KRIPPENDORFF = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.".split()  # noqa: SIM905


def test_fleiss_example():
    assert ManyAgreement(dict.fromkeys(FLEISS, 1)).fleiss == pytest.approx(0.209931, abs=1e-6)


def test_krippendorffs_example_with_gaps():
    found = agreement_of_many((unit.replace(".", "") for unit in KRIPPENDORFF), "12345")
    assert found.total == 11
    assert found.alpha == pytest.approx(0.74342, abs=1e-5)
    assert found.fleiss == pytest.approx(0.76117, abs=1e-5)
    assert found.ac1 == pytest.approx(0.77544, abs=1e-5)
    assert found.uniform == pytest.approx(0.77273, abs=1e-5)
    assert found.percent == pytest.approx(81.818, abs=1e-3)


def test_gwets_table_of_two_raters():
    """Scott's pi is what Fleiss' kappa is for two raters (irrCAC: 0.7962397); alpha 0.79726; AC1 0.84933."""
    found = ManyAgreement({(2, 0, 0): 13, (0, 2, 0): 20, (0, 1, 1): 11, (0, 0, 2): 56})
    assert found.fleiss == pytest.approx(0.7962397, abs=1e-7)
    assert found.alpha == pytest.approx(0.79726, abs=1e-5)
    assert found.ac1 == pytest.approx(0.84933, abs=1e-5)
    assert found.uniform == pytest.approx(0.835)


THINGS = st.lists(st.text("iem", min_size=1, max_size=5), max_size=30)
TWOS = st.lists(st.text("iem", min_size=2, max_size=2), max_size=30)


def figures(found):
    return [found.percent, found.fleiss, found.alpha, found.ac1, found.uniform]


@given(THINGS)
def test_order_and_names_do_not_matter(things):
    found = figures(agreement_of_many(things, "iem"))
    told = [pytest.approx(figure) if figure is not None else None for figure in found]
    turned = [reversed(thing) for thing in reversed(things)]
    assert figures(agreement_of_many(turned, "mie")) == told


@given(THINGS)
def test_bounds(things):
    percent, *others = figures(agreement_of_many(things, "iem"))
    assert percent is None or 0 <= percent <= 100
    assert all(value is None or value <= 1 + 1e-9 for value in others)  # with gaps there is no lowest


def test_perfect_agreement_is_one():
    found = agreement_of_many(["ii", "eee", "ii", "mm"], "iem")
    assert figures(found) == pytest.approx([100, 1, 1, 1, 1])


@given(TWOS)
def test_two_raters_as_the_measures_for_pairs_have_it(things):
    two, many = agreement([(a, b) for a, b in things], "iem"), agreement_of_many(things, "iem")
    assert many.percent == (pytest.approx(two.percent) if things else None)
    assert many.ac1 == (pytest.approx(two.ac1) if things else None)
    assert many.uniform == (pytest.approx(two.uniform) if things else None)
    assert many.fleiss is None or -1 - 1e-9 <= many.fleiss <= 1 + 1e-9


def test_undefined_where_all_are_alike():
    found = agreement_of_many(["ee"] * 30 + ["eee"], "ie")
    assert (found.percent, found.fleiss, found.alpha, found.ac1) == (100, None, None, 1)


@pytest.mark.parametrize("things", [[], ["i", "e"]])
def test_nothing_to_compare(things):
    assert figures(agreement_of_many(things, "ie")) == [None] * 5
