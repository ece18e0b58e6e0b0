"""Reference values: Gwet's three-category table as documented with R's irrCAC, and
two-by-two tables worked by hand from Cohen's definition."""

import pytest

from screening.decisions.agreement import agreement

YES, NO = "include", "exclude"


def table(rows, names):
    return [
        (names[i], names[j])
        for i, row in enumerate(rows)
        for j, count in enumerate(row)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("rows", "percent", "kappa"),
    [
        ([[20, 5], [10, 15]], 70, 0.4),
        ([[45, 15], [25, 15]], 60, 0.130435),
        ([[25, 35], [5, 35]], 60, 0.259259),
        ([[8, 7], [5, 980]], 98.8, 0.565375),
        ([[13, 0, 0], [0, 20, 7], [0, 4, 56]], 89, 0.7964094),
        ([[0, 5], [5, 0]], 0, -1),
    ],
)
def test_known_tables(rows, percent, kappa):
    found = agreement(table(rows, [YES, NO, "maybe"]))
    assert found.percent == pytest.approx(percent)
    assert found.kappa == pytest.approx(kappa, abs=1e-6)


def test_kappa_is_undefined_where_it_is_nothing_by_nothing():
    found = agreement([(NO, NO)] * 30)
    assert (found.percent, found.kappa) == (100, None)


def test_nothing_rated():
    found = agreement([])
    assert (found.total, found.percent, found.kappa) == (0, None, None)
