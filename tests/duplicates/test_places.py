from __future__ import annotations

import pytest

from screening.duplicates import places
from screening.duplicates.agreement import Agreement
from screening.duplicates.places import Pages

SAME, UNKNOWN, OTHER = Agreement.SAME, Agreement.UNKNOWN, Agreement.OTHER


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1203-8", Pages("", 1203, 1208)),
        ("1203–1208", Pages("", 1203, 1208)),
        ("S34-42", Pages("s", 34, 42)),
        ("S34-S42", Pages("s", 34, 42)),
        ("pp. 12", Pages()),
        ("p12", Pages("", 12)),
        ("e015810", Pages("e", 15810)),
        ("CD006828", Pages("c", 6828)),
        ("01-Sep", Pages("", 1, 9)),
        ("[no pagination]", Pages()),
        ("", Pages()),
        ("9" * 400, Pages("", 999999999)),
    ],
)
def test_pages(written: str, read: Pages) -> None:
    assert places.pages(written) == read


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1203-8", "1203-1208", SAME),
        ("985-95", "985", SAME),
        ("247-256", "256", SAME),
        ("355", "e0123", UNKNOWN),
        ("355", "", UNKNOWN),
        ("S45", "45", SAME),
        ("S45", "e45", OTHER),
        ("355-364", "365-370", OTHER),
        ("1205-1208", "5-8", UNKNOWN),
    ],
)
def test_comparing_pages(one: str, other: str, expected: Agreement) -> None:
    assert places.compare(places.pages(one), places.pages(other)) is expected
    assert places.compare(places.pages(other), places.pages(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "fills"),
    [
        ("355-364", "355-64", True),
        ("2243-4", "2243-4", False),  # two letters on two pages
        ("1-10", "1-10", False),  # every issue, or every article, begins on page 1
        ("100-900", "100-900", False),  # a whole supplement
        ("355-364", "355-365", False),
    ],
)
def test_a_range_that_one_report_fills(one: str, other: str, fills: bool) -> None:
    assert places.same_range(places.pages(one), places.pages(other)) is fills


def test_volume_and_issue() -> None:
    assert (places.volume("24 Suppl 3"), places.volume("037"), places.volume("1)"), places.volume("")) == (
        "24",
        "37",
        "",
        "",
    )
    assert (places.issue("4"), places.issue("2019"), places.issue("9922")) == ("4", "", "")
    assert places.is_supplement("24 Suppl 3", "", Pages())
    assert places.is_supplement("12", "", places.pages("S45"))
    assert not places.is_supplement("12", "4", places.pages("355-364"))
