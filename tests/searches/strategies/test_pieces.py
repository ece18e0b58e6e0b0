from __future__ import annotations

import pytest

from screening.searches.strategies.pieces import pieces


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a AND #1", "word blank operator blank reference"),
        ('"a and #1"[ti]', "quoted tag"),
        ("(#12)", "open reference close"),
        ("and AnD ANDROID", "small blank small blank word"),
        ("[not a] nota", "tag blank word"),
        ('a"b c', "word odd word blank word"),
        ("]a[", "odd word odd"),
        ("“or”", "word"),
        ("#1OR", "word"),
        ("", ""),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    cut = pieces(text)
    assert " ".join(piece.kind for piece in cut) == kinds
    assert "".join(piece.text for piece in cut) == text


@pytest.mark.parametrize("text", ['a\x00b"[', "\u2028 x\u00a0y", "((((", '""[]()#', "😀 [\n]"])
def test_nothing_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text
