"""Two texts word by word: which words the other does not have. Plain text in, plain pieces out, never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

_WORD = re.compile(r"\s*\S+")
_MOST = 1500  # words; comparing takes time that grows faster than their number


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with the blanks before them; ``differs``: not in the other text, or elsewhere."""

    text: str
    differs: bool


def pieces(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts whole, cut where they begin or cease to differ. Case and punctuation are no difference.

    An empty text differs in nothing: what one side does not say does not contradict the other.
    """
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    if not ours or not theirs or max(len(ours), len(theirs)) > _MOST:
        return _whole(one), _whole(other)
    same = SequenceMatcher(None, [_bare(w) for w in ours], [_bare(w) for w in theirs], autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for told, a, b, c, d in same.get_opcodes():
        for side, words in ((left, ours[a:b]), (right, theirs[c:d])):
            if words:
                side.append(Piece("".join(words), told != "equal"))
    return left, right


def _whole(text: str) -> list[Piece]:
    return [Piece(text, False)] if text else []


def _bare(word: str) -> str:
    """The word's letters and digits; signs alone stay as they are."""
    return re.sub(r"[\W_]+", "", word).casefold() or word.strip()


def against_first(texts: Sequence[str]) -> list[list[Piece]]:
    """Several texts: of each what the first does not have, of the first what any of the others does not have.

    The first is the first that says something.
    """
    place = next((number for number, text in enumerate(texts) if text), 0)
    words = _WORD.findall(texts[place])
    lacking = [False] * len(words)
    told = []
    for text in texts:
        left, right = pieces(texts[place], text)
        told.append(right)
        flags = [piece.differs for piece in left for _ in _WORD.findall(piece.text)]
        lacking = [a or b for a, b in zip(lacking, flags, strict=True)]
    runs = groupby(zip(words, lacking, strict=True), key=itemgetter(1))
    told[place] = [Piece("".join(word for word, _ in run), differs) for differs, run in runs]
    return told
