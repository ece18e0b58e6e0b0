"""Where the protocol's terms occur in a text. The text is cut into parts, never changed and never made markup."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

GAP = r"[\s\u00ad\u2010-\u2013-]+"  # a phrase is found across line ends and hyphens
# scripts that put no space between words: there a term begins and ends anywhere (kana, Han; Thai, Lao, Burmese, Khmer)
UNSPACED = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
UNSPACED += "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# scripts of India: their vowel signs are marks, and no letters to Python; the danda ends a sentence
INDIC = "\u0900-\u0963\u0966-\u0dff"
ANY_OTHER = re.compile(f"[{UNSPACED}{INDIC}]")
# what words are made of that end where others begin; the first is quicker, and the same where none of those is around
LETTER, ANY_LETTER = r"\w", rf"(?:(?![{UNSPACED}])[\w{INDIC}])"
JOINED = {"ss": "ß", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ffi": "ﬃ", "ffl": "ﬄ"}
# each title is searched for all terms; a page of text among them would stall it
MOST_TERMS, LONGEST_TERM = 500, 200


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text and what was found in it: ``in`` (an include term), ``out``, ``in out``, or nothing."""

    text: str
    found: str = ""


class Highlighter:
    """Marks include and exclude terms, one term a line.

    ``*`` stands for any letters and digits, a phrase's words may be joined by hyphens, case does not matter.
    """

    def __init__(self, include_terms: str, exclude_terms: str) -> None:
        self._terms = {"in": include_terms, "out": exclude_terms}
        self._patterns = self._with(LETTER)
        self._of_any_script: dict[str, re.Pattern[str] | None] = {}

    def parts(self, text: str) -> list[Part]:
        """The whole of ``text`` in order, cut where a marked stretch begins or ends."""
        patterns = self._patterns_for(text)
        spans = {kind: _spans(pattern, text) for kind, pattern in patterns.items() if pattern}
        cuts = sorted({0, len(text), *(edge for found in spans.values() for span in found for edge in span)})
        parts = []
        for start, end in pairwise(cuts):
            kinds = [kind for kind, found in spans.items() if _inside(found, start)]
            parts.append(Part(text[start:end], " ".join(kinds)))
        return parts

    def _patterns_for(self, text: str) -> dict[str, re.Pattern[str] | None]:
        if text.isascii() or not ANY_OTHER.search(text):
            return self._patterns
        self._of_any_script = self._of_any_script or self._with(ANY_LETTER)
        return self._of_any_script

    def _with(self, letter: str) -> dict[str, re.Pattern[str] | None]:
        return {kind: _pattern(terms, letter) for kind, terms in self._terms.items()}


def _pattern(terms: str, letter: str) -> re.Pattern[str] | None:
    """Finds, at the start of a word, the longest term that begins there. Looks ahead, so that terms may overlap."""
    lines = sorted({line.strip() for line in terms.splitlines()}, key=lambda line: (-len(line), line))
    lines = [line for line in lines if re.search(r"\w", line) and len(line) <= LONGEST_TERM][:MOST_TERMS]
    if not lines:
        return None
    # nearly always all begin with a letter; then they are found in half the time
    plain = letter == LETTER and all(re.match(r"\*?\w", line) for line in lines)
    begins = r"\b" if plain else rf"(?:(?<!{letter})|(?!{letter}))"
    return re.compile(rf"{begins}(?=({'|'.join(_term(line, letter) for line in lines)}))", re.IGNORECASE)


def _term(line: str, letter: str) -> str:
    whole = GAP.join(_word(word, letter) for word in re.split(GAP, line) if word)
    return rf"{whole}(?!{letter})" if re.search(rf"(?:{letter}|\*)$", line) else whole


def _word(word: str, letter: str) -> str:
    """A word with its stars. Atomic groups keep the search linear: ``a*a*a*b`` must not stall a page."""
    first, *rest = [_letters(piece) for piece in re.split(r"\*+", word)]
    if not rest:
        return first
    *between, last = rest
    return first + "".join(rf"(?>{letter}*?{piece})" for piece in between) + rf"{letter}*{last}"


def _letters(piece: str) -> str:
    """Its letters however they are written: ``ss`` or ``ß``, ``fi`` or the one sign ``ﬁ``, ``é`` or e and an accent."""
    folded = unicodedata.normalize("NFC", piece).casefold()
    return "".join(map(_letter, re.findall(r"ffi|ffl|ff|fi|fl|ss|.", folded, re.DOTALL)))


def _letter(letter: str) -> str:
    written = [letter, JOINED.get(letter, letter), unicodedata.normalize("NFD", letter)]
    different = list(dict.fromkeys(map(re.escape, written)))
    return different[0] if len(different) == 1 else f"(?:{'|'.join(different)})"


def _inside(spans: list[tuple[int, int]], place: int) -> bool:
    before = bisect_right(spans, place, key=lambda span: span[0])
    return before > 0 and place < spans[before - 1][1]


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where terms occur, overlapping and touching ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in (match.span(1) for match in pattern.finditer(text)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
