"""Is this author that member? Names as sources print them, against those a person goes by. Plain values.

A match is a proposal and never more: sources abbreviate, people share names, and an owner decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"[^\W\d_a-z]{1,3}")  # "AB" stands for two names, "Ab" for the beginning of one
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le ten ter van von zu".split())  # noqa: SIM905
_NOT_TAKEN_APART = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss"})


class Likeness(IntEnum):
    """How much speaks for it, from little to much."""

    FAMILY = 1
    SWAPPED = 2
    INITIALS = 3
    GIVEN = 4

    @property
    def sentence(self) -> str:
        return {
            Likeness.FAMILY: "the family name; no given name is printed",
            Likeness.SWAPPED: "both names, in the other order",
            Likeness.INITIALS: "the family name, and initials that fit",
            Likeness.GIVEN: "the family name and the given name",
        }[self]


@dataclass(frozen=True, slots=True)
class Name:
    """``given`` may be names, initials or empty."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.family}, {self.given}".rstrip(", ")


@dataclass(frozen=True, slots=True)
class Match:
    """``author`` is the name as the source prints it."""

    author: str
    likeness: Likeness


def best_match(own: Sequence[Name], authors: Iterable[Mapping[str, str]]) -> Match | None:
    """The author who is most likely one of the names in ``own``; authors as a citation keeps them."""
    found = [
        Match(printed(author), likeness)
        for author in authors
        for name in own
        if (likeness := _likeness(name, author))
    ]
    return max(found, key=lambda match: match.likeness, default=None)


def printed(author: Mapping[str, str]) -> str:
    return author.get("literal") or f"{author.get('family', '')}, {author.get('given', '')}".strip(", ")


def search_words(own: Sequence[Name]) -> list[str]:
    """Words of which one stands in every citation that can match, as an index of words without accents has them."""
    found: set[str] = set()
    for name in own:
        words = _words(name.family)
        if words:
            longest = max(_kept(words), key=len)
            found |= _forms([longest]) | _spellings(words)
    return sorted(found)


def _likeness(name: Name, author: Mapping[str, str]) -> Likeness | None:
    if author.get("literal"):
        return _in_one_piece(name, _words(author["literal"]))
    family, given = _words(author.get("family", "")), _words(author.get("given", ""))
    if _same(_words(name.family), family):
        return _given(_words(name.given), given)
    swapped = _same(_words(name.family), given) and _same(_words(name.given), family)
    return Likeness.SWAPPED if swapped else None


def _in_one_piece(name: Name, words: list[str]) -> Likeness | None:
    """``Smith AB`` or ``Ann B Smith``, where the source did not say which is the family name."""
    family = _kept(_words(name.family))
    for start in range(len(words) - len(family) + 1) if family else ():
        if _same(family, words[start : start + len(family)]):
            rest = words[:start] + words[start + len(family) :]
            return _given(_words(name.given), rest) if len(rest) < 4 else None
    return None


def _given(own: list[str], said: list[str]) -> Likeness | None:
    if not own or not said:
        return Likeness.FAMILY
    found = [_agree(ours, theirs) for ours in _readings(own) for theirs in _readings(said)]
    return max((likeness for likeness in found if likeness), default=None)


def _agree(own: list[str], said: list[str]) -> Likeness | None:
    """Each as far as both are there: one is the other, or its beginning."""
    if not all(_begins(one, other) for one, other in zip(own, said, strict=False)):
        return None
    return Likeness.GIVEN if len(own[0]) > 1 and len(said[0]) > 1 else Likeness.INITIALS


def _begins(one: str, other: str) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in _forms([one]) for b in _forms([other]))


def _readings(words: list[str]) -> list[list[str]]:
    """``AB`` may be two initials; in ``ADA LOVELACE``, where all is in capitals, three letters are a name."""
    apart = [letter for word in words for letter in (list(word) if _INITIALS.fullmatch(word) else [word])]
    return [words, apart] if apart != words else [words]


def _same(one: list[str], other: list[str]) -> bool:
    return bool(_spellings(one) & _spellings(other))


def _spellings(family: list[str]) -> set[str]:
    return (_forms(family) | _forms(_kept(family))) - {""}


def _forms(words: Sequence[str]) -> set[str]:
    """A name in one word, as it is written without accents in one language or another."""
    joined = "".join(words)
    return {_plain(joined), _plain(joined.lower().translate(_WRITTEN_OUT))}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_NOT_TAKEN_APART))
    return "".join(character for character in decomposed if character.isalpha())


def _kept(words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in _PARTICLES] or words


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))
