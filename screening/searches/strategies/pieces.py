"""A strategy's text cut into pieces: quoted text, field tags, parentheses, operators, references, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

OPERATORS: Final = frozenset({"AND", "OR", "NOT"})

_PIECE: Final = re.compile(
    r"""
      (?P<quoted>"[^"]*")
    | (?P<tag>\[[^\[\]]*\])
    | (?P<open>\() | (?P<close>\))
    | (?P<reference>\#[0-9]{1,4}(?![^\s()\[\]"]))
    | (?P<blank>\s+)
    | (?P<word>[^\s()\[\]"]+)
    | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind`` is ``quoted``, ``tag``, ``open``, ``close``, ``reference``, ``operator``, ``small``, ``blank``,
    ``word`` or ``odd``: a quotation mark or bracket without its partner. ``small`` is an operator in small letters.
    """

    kind: str
    text: str

    @property
    def number(self) -> int:
        """Of the line that a reference names."""
        return int(self.text[1:])


def pieces(text: str) -> list[Piece]:
    """Joined again they are the text."""
    return [Piece(_kind(str(found.lastgroup), found[0]), found[0]) for found in _PIECE.finditer(text)]


def neighbours(cut: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Every two pieces that stand beside each other, blanks left out."""
    return pairwise(piece for piece in cut if piece.kind != "blank")


def _kind(kind: str, text: str) -> str:
    if kind != "word" or text.upper() not in OPERATORS:
        return kind
    return "operator" if text in OPERATORS else "small"
