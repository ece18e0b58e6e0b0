"""Numbered lines and the one query they stand for."""

from __future__ import annotations

import pytest

from screening.searches.strategies.expansion import LONGEST, Sent, Strategy, StrategyRefused, joined, parts
from screening.searches.strategies.lines import Line, is_numbered, lines

THREE = '#1 exosomes[tiab]\n#2 "low back pain"[MeSH Terms]\n#3 #1 AND #2'


def rows(*texts: str) -> str:
    return "\n".join(f"#{number} {text}" for number, text in enumerate(texts, 1))


def test_the_last_line_is_sent_written_out() -> None:
    assert Strategy(THREE).query == '(exosomes[tiab]) AND ("low back pain"[MeSH Terms])'


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("exosomes AND pain", "exosomes AND pain"),
        ("  exosomes AND\npain \n", "exosomes AND\npain"),
        ("pain AND (exosomes", "pain AND (exosomes"),
        ("1. exosomes\n2. pain", "1. exosomes\n2. pain"),
        ("#exosomes", "#exosomes"),
        ('"#1 of all"', '"#1 of all"'),
        ("#1 exosomes", "exosomes"),
        ("#1. exosomes\n#2: pain\n#3) #1 OR #2", "(exosomes) OR (pain)"),
        ("\n \n#1 a\n\n#2 b\n\n#3 #1 NOT #2\n", "(a) NOT (b)"),
        ("#1 a\r\n#2 #1 OR b", "(a) OR b"),
        ("#4 a\n#7 b\n#9 #4 AND #7", "(a) AND (b)"),
        ("#1 a OR\n  b\n#2 #1 AND c", "(a OR\n  b) AND c"),
        (rows("a", "#1 OR b", "#2 AND #1", "(#3) NOT (c OR #1)"), "((((a) OR b) AND (a))) NOT (c OR (a))"),
        (rows("a", "NOT #1"), "NOT (a)"),
        (rows("a", '"#1" AND [#1] AND #1'), '"#1" AND [#1] AND (a)'),
        (rows("a", "C#1 AND B#"), "C#1 AND B#"),
        (rows('"a (b"[ti] OR "c) AND d"'), '"a (b"[ti] OR "c) AND d"'),
    ],
)
def test_what_is_sent(text: str, query: str) -> None:
    strategy = Strategy(text)
    assert strategy.faults == []
    assert strategy.query == query


def test_limits_are_joined_with_and() -> None:
    assert Strategy("a OR b", " 2020[dp] ").query == "(a OR b) AND (2020[dp])"
    assert Strategy(THREE, "2020[dp]").query.endswith('("low back pain"[MeSH Terms])) AND (2020[dp])')
    assert Strategy("a", " \n").query == "a"


def test_what_was_put_in_says_where_it_comes_from() -> None:
    sent = Strategy(rows("a", "#1 OR b"), "2020[dp]").sent
    assert [stretch for stretch in sent if stretch.origin] == [
        Sent("(", "limits"),
        Sent("(a)", "#1"),
        Sent(") AND (2020[dp])", "limits"),
    ]
    assert joined(sent) == "((a) OR b) AND (2020[dp])"
    assert "".join(stretch.text for stretch in sent if not stretch.origin) == " OR b"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (rows("a", "#2 AND #1"), ["Line #2: it refers to itself."]),
        (rows("a", "#1 AND #9"), ["Line #2: there is no line #9."]),
        (
            rows("#2 OR a", "b"),
            ["Line #1: it refers to #2, which stands further down. Only lines above it can be used."],
        ),
        (rows("#2 OR a", "b OR #1"), ["Line #1: it and #2 refer to each other."]),
        (rows("#3 OR a", "b OR #1", "#2 OR c"), ["Line #1: it and #3 refer to each other."]),
        (rows("a (b"), ["Line #1: a parenthesis is opened and not closed."]),
        (rows("a", "b) AND #1"), ["Line #2: a parenthesis is closed that was not opened."]),
        (
            rows(") a ("),
            [
                "Line #1: a parenthesis is closed that was not opened.",
                "Line #1: a parenthesis is opened and not closed.",
            ],
        ),
        (rows('"a b'), ['Line #1: there is a quotation mark (") without its partner.']),
        (rows("a[tiab"), ["Line #1: there is a square bracket without its partner."]),
        (rows("a", "", "#1"), ["Line #2: it is empty. Write it, or take it out."]),
        ("#1 a\n#1 b", ["Line #1: the number #1 stands twice. Give each line a number of its own."]),
        (rows("a", "#1 and b"), ["Line #2: write “and” beside #1 in capitals: AND."]),
        (rows("a", "b Or #1"), ["Line #2: write “Or” beside #1 in capitals: OR."]),
        (rows("a", "#1 b"), ["Line #2: between “#1” and “b” there is no AND, OR or NOT."]),
        (rows("a", "b", "#1 #2"), ["Line #3: between “#1” and “#2” there is no AND, OR or NOT."]),
        (rows("a", '"b"#1'), ['Line #2: between “"b"” and “#1” there is no AND, OR or NOT.']),
        (rows("a", "(b)(#1)"), []),
        (
            rows("a", "#1[ti]"),
            ["Line #2: #1 has a field tag, [ti]. Put the tag behind each term of line #1."],
        ),
        (rows("a", "AND #1"), ["Line #2: it begins with AND, and nothing stands before that."]),
        (rows("a", "#1 OR"), ["Line #2: it ends with OR, and nothing follows."]),
        (
            "#1 AND #2",
            ["Line #1: there is no line #2.", "Line #1: it begins with AND, and nothing stands before that."],
        ),
    ],
)
def test_faults_name_their_line(text: str, faults: list[str]) -> None:
    assert Strategy(text).faults == faults


@pytest.mark.parametrize("word", ["#1-#3", "#a", "#12345", "#", "#1,#2"])
def test_what_begins_like_a_reference_and_is_none(word: str) -> None:
    [fault] = Strategy(rows("a", f"b OR {word}")).faults
    assert fault.startswith(f"Line #2: “{word}” is no line's number.")


def test_a_strategy_with_faults_is_not_put_together() -> None:
    strategy = Strategy(rows("a", "#3"))
    with pytest.raises(StrategyRefused) as refusal:
        strategy.put_together(strategy.lines[0])
    assert refusal.value.sentences == strategy.faults
    with pytest.raises(StrategyRefused):
        _ = strategy.query


def test_lines_that_multiply_are_refused_before_they_are_written_out() -> None:
    bomb = rows("exosomes", *(f"#{n} OR #{n}" for n in range(1, 190)))
    [fault] = Strategy(bomb).faults
    assert fault.startswith("Line #12: with the lines that it refers to it has ")
    assert "20,000 are sent at most" in fault


def test_the_longest_query_is_as_long_as_the_bound() -> None:
    half = "x" * (LONGEST // 2 - 4)  # two in parentheses, and " OR "
    assert len(Strategy(rows(half, "#1 OR #1")).query) == LONGEST
    assert Strategy(rows(half + "x", "#1 OR #1")).faults != []


def test_more_lines_than_are_read() -> None:
    [fault] = Strategy(rows(*["a"] * 201)).faults
    assert fault == "There are 201 lines; 200 are read at most. Join some of them with OR."
    assert Strategy(rows(*["a"] * 200)).faults == []


def test_many_lines_that_refer_to_later_ones_are_all_named() -> None:
    text = rows(*(" OR ".join(f"#{m}" for m in range(n + 1, 100)) or "a" for n in range(1, 100)))
    assert len(Strategy(text).faults) == 98 * 99 // 2


def test_lines_that_nothing_uses() -> None:
    strategy = Strategy(rows("a", "b", "#1 OR c", "d", "#3 AND #1"))
    assert [line.name for line in strategy.idle] == ["#2", "#4"]
    assert Strategy("a AND b").idle == []


def test_what_can_be_counted() -> None:
    found = parts(Strategy(rows("a", "b", "#1 OR #2"), "2020[dp]"))
    assert [(part.name, part.typed, part.query, part.expanded) for part in found] == [
        ("#1", "a", "a", False),
        ("#2", "b", "b", False),
        ("#3", "#1 OR #2", "(a) OR (b)", True),
        ("limits", "2020[dp]", "((a) OR (b)) AND (2020[dp])", True),
    ]
    assert parts(Strategy("a AND b", "2020[dp]")) == []


def test_lines_are_kept_as_typed() -> None:
    assert lines("#1  a   OR “b”\n\tOR c \n#2\tx") == [Line(1, "a   OR “b”\n\tOR c"), Line(2, "x")]
    assert lines("exosomes") == []


@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        ("#1 a", True),
        ("\n  #12\ta", True),
        ("#1", True),
        ("#1a", False),
        ("a #1", False),
        ("", False),
        ("#²  a", False),
    ],
)
def test_what_is_meant_as_numbered(text: str, numbered: bool) -> None:
    assert is_numbered(text) == numbered
