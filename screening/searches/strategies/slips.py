"""What a word processor or a hurry leaves in a strategy. It is pointed out; a person decides whether to replace it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from screening.searches.strategies.pieces import Piece, pieces

_CURLY: Final = re.compile("[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]")
_BLANK: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_DASH: Final = re.compile("[\u2010\u2011\u2012\u2013\u2014\u2212]")


@dataclass(frozen=True, slots=True)
class Slip:
    """``count`` of one thing, what to say about it, and what the button that replaces it says."""

    key: str
    sentence: str
    button: str
    count: int


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    one: str
    several: str
    danger: str
    button: str
    replace: Callable[[str], tuple[str, int]]

    def slip(self, count: int) -> Slip:
        there = self.one if count == 1 else self.several.format(count)
        return Slip(self.key, f"{there} {self.danger}", self.button, count)


def slips(text: str) -> list[Slip]:
    counted = ((kind, kind.replace(text)[1]) for kind in _KINDS.values())
    return [kind.slip(count) for kind, count in counted if count]


def repaired(text: str, key: str) -> str:
    """The text with every slip of one kind replaced; as it is for a kind that there is not."""
    return _KINDS[key].replace(text)[0] if key in _KINDS else text


def _straight(text: str) -> tuple[str, int]:
    return _CURLY.subn('"', text)


def _spaced(text: str) -> tuple[str, int]:
    return _BLANK.subn(" ", text)


def _hyphens(text: str) -> tuple[str, int]:
    return _DASH.subn("-", text)


def _seen(text: str) -> tuple[str, int]:
    kept = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return kept, len(text) - len(kept)


def _capitals(text: str) -> tuple[str, int]:
    cut = pieces(text)
    return "".join(map(_capital, cut)), sum(piece.kind == "small" for piece in cut)


def _capital(piece: Piece) -> str:
    return piece.text.upper() if piece.kind == "small" else piece.text


_KINDS: Final = {
    kind.key: kind
    for kind in (
        _Kind(
            "quotes",
            "There is a curly quotation mark.",
            "There are {:,} curly quotation marks.",
            "Word processors put them in; databases may not take them for quotation marks.",
            "Replace by straight ones",
            _straight,
        ),
        _Kind(
            "operators",
            "One “and”, “or” or “not” is in small letters.",
            "“and”, “or” or “not” stands in small letters {:,} times.",
            "So it may be searched as a word.",
            "Write in capitals",
            _capitals,
        ),
        _Kind(
            "dashes",
            "There is a dash that is no hyphen.",
            "There are {:,} dashes that are no hyphens.",
            "They look alike; databases may not take one for the other.",
            "Replace by hyphens",
            _hyphens,
        ),
        _Kind(
            "blanks",
            "There is an unusual kind of blank.",
            "There are {:,} blanks of an unusual kind.",
            "The words beside it may be searched as one.",
            "Replace by plain ones",
            _spaced,
        ),
        _Kind(
            "invisible",
            "There is an invisible character.",
            "There are {:,} invisible characters.",
            "They come along when text is copied, and a word that holds one may not be found.",
            "Take out",
            _seen,
        ),
    )
}
