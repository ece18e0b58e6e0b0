from __future__ import annotations

import pytest

from screening.searches.strategies.slips import repaired, slips


@pytest.mark.parametrize(
    ("key", "typed", "count", "after"),
    [
        ("quotes", "“low back pain” AND „disc«", 4, '"low back pain" AND "disc"'),
        ("operators", '(a and b) Or "c and d" OR [not]', 2, '(a AND b) OR "c and d" OR [not]'),
        ("dashes", "low\u2013back \u2014 2019\u22122020", 3, "low-back - 2019-2020"),
        ("blanks", "a\u00a0AND\u2009b", 2, "a AND b"),
        ("invisible", "exo\u200bsomes\ufeff", 2, "exosomes"),
    ],
)
def test_each_is_pointed_out_and_replaced_when_asked(key: str, typed: str, count: int, after: str) -> None:
    [slip] = slips(typed)
    assert (slip.key, slip.count) == (key, count)
    assert repaired(typed, key) == after
    assert slips(after) == []


def test_one_is_said_in_the_singular() -> None:
    [slip] = slips("a and b")
    assert slip.sentence == "One “and”, “or” or “not” is in small letters. So it may be searched as a word."
    [slip] = slips("“a")
    assert slip.sentence.startswith("There is a curly quotation mark. ")


def test_several_kinds_stand_apart_and_are_replaced_apart() -> None:
    typed = "“a” and b"
    assert [slip.key for slip in slips(typed)] == ["quotes", "operators"]
    assert repaired(typed, "quotes") == '"a" and b'


def test_what_is_as_it_should_be_is_left_alone() -> None:
    typed = '#1 "low-back pain"[tiab] AND Crohn\'s\n#2 #1 NOT android'
    assert slips(typed) == []
    assert [repaired(typed, key) for key in ("quotes", "operators", "nothing of ours")] == [typed] * 3
