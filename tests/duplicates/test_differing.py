from __future__ import annotations

import pytest

from screening.duplicates.differing import against_first, pieces


def marked(one: str, other: str) -> tuple[str, str]:
    return tuple("".join(f"[{p.text}]" if p.differs else p.text for p in side) for side in pieces(one, other))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("in men", "in women", ("in[ men]", "in[ women]")),
        ("Part I: the discs", "Part II: the discs", ("Part[ I:] the discs", "Part[ II:] the discs")),
        ("Low-back pain.", "low back pain", ("[Low-back] pain.", "[low back] pain")),
        ("LOW BACK PAIN!", "low back pain", ("LOW BACK PAIN!", "low back pain")),
        ("2019", "2020", ("[2019]", "[2020]")),
        ("the same", "the same, longer", ("the same", "the same,[ longer]")),
        ("", "anything", ("", "anything")),
        ("p < 0.05", "p > 0.05", ("p[ <] 0.05", "p[ >] 0.05")),
        ("椎间盘", "腰椎", ("[椎间盘]", "[腰椎]")),
    ],
)
def test_words_that_differ(one: str, other: str, shown: tuple[str, str]) -> None:
    assert marked(one, other) == shown


def test_nothing_of_the_text_is_lost() -> None:
    text = "  Exosomes\n\nand <b>discs</b>,  twice \n"
    left, right = pieces(text, "Exosomes twice")
    assert "".join(piece.text for piece in left) == text.rstrip()
    assert "".join(piece.text for piece in right) == "Exosomes twice"


def test_long_texts_are_shown_without_marks() -> None:
    left, right = pieces("word " * 5000, "other " * 5000)
    assert [piece.differs for piece in (*left, *right)] == [False, False]


def test_several_against_the_first_that_says_something() -> None:
    told = against_first(["", "In men  with pain", "In women with pain", "In men with back pain", ""])
    marked = [[piece.text.strip() for piece in cell if piece.differs] for cell in told]
    assert marked == [[], ["men"], ["women"], ["back"], []]
    assert "".join(piece.text for piece in told[1]) == "In men  with pain"


def test_several_that_say_nothing_or_too_much() -> None:
    assert against_first(["", "", ""]) == [[], [], []]
    long = "word " * 2000
    assert not any(piece.differs for cell in against_first([long, "word", "other"]) for piece in cell)
