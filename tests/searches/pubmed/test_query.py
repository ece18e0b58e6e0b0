from __future__ import annotations

import pytest

from screening.searches.connector import SearchRefused
from screening.searches.pubmed.query import LONGEST, balanced, checked, slips, within


@pytest.mark.parametrize(
    "query", ["pain", " pain\n", "a\tOR\nb", "(" * 9, "müde", "x" * LONGEST, "Rückenschmerz[ti] 腰痛 🙂"]
)
def test_what_pubmed_can_read_is_sent_as_it_is(query: str) -> None:
    assert checked(query) == query.strip()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("x" * (LONGEST + 1), "20,001 characters"),
        ("back\0pain", r"U\+0000\) at position 5"),
        ("a\x1bb", r"U\+001B"),
        ("a\x85b", r"U\+0085"),
        ("a\ud800b", r"U\+D800"),
    ],
)
def test_what_can_never_work_is_refused_with_a_reason(query: str, sentence: str) -> None:
    with pytest.raises(SearchRefused, match=sentence):
        checked(query)


@pytest.mark.parametrize(
    ("query", "number"),
    [("(a OR b) AND c", 0), ("(a", 1), ("a)(b", 1), ('"a (b"', 0), ('"a', 1), ('("a', 2), ("a)", 1)],
)
def test_brackets_and_quotation_marks_without_partner_are_pointed_out(query: str, number: int) -> None:
    assert len(slips(query)) == number


def test_a_range_does_not_change_the_order_of_evaluation() -> None:
    assert within("a OR b", 5, 9) == "(a OR b) AND 5:9[UID]"
    assert balanced(within("(a)", 1, 2))
