"""Quotation marks kept well, badly and not at all: nothing is swallowed, nothing takes for ever."""

import time
from collections.abc import Iterator

import pytest

from screening.lib.decoding import Line
from screening.searches.fileformat import FileRefused
from screening.searches.tables import delimited
from screening.searches.tables.delimited import UNCLOSED, Row, Rows, plain, tolerant


def lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        yield Line(number, f"{line}\n".encode(), line)


def rows(text: str, width: int = 3, delimiter: str = ",") -> list[Row]:
    found = list(Rows(lines(text), delimiter, width))
    assert b"".join(row.raw for row in found).decode() == f"{text}\n"
    return found


def cells(text: str, width: int = 3, delimiter: str = ",") -> list[list[str]]:
    return [row.cells for row in rows(text, width, delimiter)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a","b ""c""",d', [["a", 'b "c"', "d"]]),
        ('"a","b\nc",d\ne,f,g', [["a", "b\nc", "d"], ["e", "f", "g"]]),
        ('a, "b, c", d', [["a", "b, c", "d"]]),
        ('"The "best" walk","b",c', [['The "best" walk', "b", "c"]]),
        ('"The "best"\nwalk","b",c', [['The "best"\nwalk', "b", "c"]]),
        ('"Talks on "Walking"","b",""', [['Talks on "Walking"', "b", ""]]),
        ('a 5" step,b,c', [['a 5" step', "b", "c"]]),
        ("a,b,c\n\nd,e,f", [["a", "b", "c"], [], ["d", "e", "f"]]),
        ("", [[]]),
    ],
)
def test_cells(text: str, expected: list[list[str]]) -> None:
    assert cells(text) == expected
    assert not any(row.problem for row in rows(text))


def test_a_mark_never_closed_costs_its_own_row_only() -> None:
    broken, *others = rows('"a,b,c\nd,e,f\ng,"h, h",i')
    assert (broken.cells, broken.problem) == (['"a', "b", "c"], UNCLOSED)
    assert [(row.cells, row.problem) for row in others] == [(["d", "e", "f"], ""), (["g", "h, h", "i"], "")]


def test_two_rows_are_not_taken_for_one() -> None:
    first, second = rows('"a,b,c\n"d","e","f"')
    assert (first.cells, first.problem) == (['"a', "b", "c"], UNCLOSED)
    assert (second.cells, second.problem) == (["d", "e", "f"], "")


def test_a_row_with_too_few_cells_is_read_as_well_as_can_be() -> None:
    first, second = rows('"a,b\nc,d,e')
    assert (first.cells, first.problem) == (['"a', "b"], UNCLOSED)
    assert second.cells == ["c", "d", "e"]


def test_tables_that_never_quote_keep_their_marks() -> None:
    assert cells('"Walking" and mood\tb\t"c"', delimiter="\t") == [['"Walking" and mood', "b", "c"]]


def test_a_row_that_swallows_the_next_although_it_would_be_whole() -> None:
    text = 'a,b,"c\nd,e,f\n"'
    assert rows(text)[0].cells == ["a", "b", "c\nd,e,f\n"]
    assert [row.cells for row in rows(f"{text},x")][:2] == [["a", "b", '"c'], ["d", "e", "f"]]


def test_lines_are_counted() -> None:
    assert [row.number for row in rows('a,b,"c\nc"\nd,e,f\n"g,h,i\nj,k,l')] == [1, 3, 4, 5]


@pytest.mark.parametrize("line", ['"abc,def,ghi', '"abc', '"', 'a "b",c "d,"e', '"a" b,c,"'])
def test_time_grows_with_length_or_the_file_is_refused(line: str) -> None:
    began = time.process_time()
    try:
        found = sum(1 for _ in Rows(lines(f"{line}\n" * 5_000), ",", 3))
    except FileRefused as refusal:
        assert "do not match, at the latest from line" in str(refusal)  # noqa: PT017 - either outcome is right
    else:
        assert found > 2_000
    assert time.process_time() - began < 10


def test_too_long_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_CELLS", 100)
    with pytest.raises(FileRefused, match="Line 1 has more cells than a table"):
        cells("," * 200)
    monkeypatch.setattr(delimited, "LONGEST_ROW", 1_000)
    with pytest.raises(FileRefused, match="Line 2 is too long"):
        cells("a,b,c\n" + "x" * 2_000)
    monkeypatch.setattr(delimited, "_MOST_AGAIN", 10)
    with pytest.raises(FileRefused, match="quotation marks in this file do not match"):
        cells('"a\n' * 50)


def test_the_two_ways_to_take_a_line_apart() -> None:
    assert tolerant('"a "b" c", d ,""', ",") == ['a "b" c', "d ", ""]
    assert tolerant('a,"b', ",") is None
    assert tolerant("a,", ",") == ["a", ""]
    assert plain('"a,b","c"', ",") == ['"a', 'b"', "c"]
