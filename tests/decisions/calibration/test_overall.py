import pytest

from screening.decisions.agreement.two import agreement
from screening.decisions.calibration.overall import overall


def test_for_two_it_is_their_own_agreement():
    rows = [("i", "i"), ("i", "e"), ("e", "e"), ("i",)]
    assert overall(rows, raters=2) == agreement([("i", "i"), ("i", "e"), ("e", "e")])


def test_for_more_it_is_fleiss_kappa():
    """Fleiss' example of ten subjects and fourteen raters as Wikipedia works it out: kappa 0.210."""
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    rows = [[str(kind) for kind, count in enumerate(counts) for _ in range(count)] for counts in table]
    found = overall(rows, raters=14)
    assert found.kappa == pytest.approx(0.209931, abs=1e-6)
    assert found.percent == pytest.approx(37.8, abs=0.05)


def test_nothing_rated_and_all_alike_are_undefined():
    assert overall([], raters=3).percent is None
    assert overall([["i"], []], raters=3).kappa is None
    alike = overall([["i", "i", "i"]] * 5, raters=3)
    assert (alike.percent, alike.kappa) == (100, None)
