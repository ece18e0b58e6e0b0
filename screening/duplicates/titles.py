"""Titles as they are compared: what databases add is taken off, what they spell differently is spelt one way."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon"
    " phi chi psi omega mu"
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωµ", _NAMES.split(), strict=True))
_LETTERS = str.maketrans(
    _GREEK | {"ø": "o", "ı": "i", "ð": "d", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|inf|span|italic|bold|jats:\w+|mml:\w+)\b[^<>]{0,200}>", re.I
)
_APART = re.compile(r"[\W_]+")
_BRITISH = (
    (re.compile(r"isation"), "ization"),
    (re.compile(r"ise(?=[ds ]|$)"), "ize"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"our(?=[ s]|$|al)"), "or"),
)
_LANGUAGES = (
    "spanish|german|french|italian|japanese|chinese|portuguese|romanian|russian|polish|danish|dutch|turkish|norwegian"
    "|swedish|czech|hungarian|korean|hebrew|croatian|serbian|persian|ukrainian|english"
)
_ADDED = re.compile(  # by Ovid, PubMed and Embase, at the end of a title, sometimes without the closing bracket
    r"\.?\s*\[(?:\d+ refs?|review|abstract|see comments?|comment in|erratum (?:appears|in)|retraction in|retracted"
    rf"|update (?:in|of)|reprint|corrected|summary for patients|[a-z]+ (?:review|article)|{_LANGUAGES})[^\]]*(?:\]|$)"
    r"|\s*\(abstract\)\s*$",
    re.I,
)
_MARKED = re.compile(r"\A(?:retracted|withdrawn)(?: article)?\s*:", re.I)
_NUMBERED = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_DIGITS = re.compile(r"\d+")
_GENERIC = re.compile(
    r"(?:editor\w*|introduction|preface|foreword|abstracts?|poster (?:abstracts?|session)|book reviews?|letters?|reply"
    r"|in reply|comments?|news|obituary|index|announcements?|case reports?|special issue|erratum|correction|contents"
    r"|meeting abstracts?|proceedings|commentary|discussion|in memoriam|response|guest editorial"
    r"|issues and opinions)\b"
)
_SMALL = frozenset("a an and the of in on for to with by at from as is its or versus vs".split())  # noqa: SIM905
_SHORTEST = 18  # letters and digits: shorter ones are shared by different reports
_GENERIC_BELOW = 60
_FALSE_FRIENDS = "hyp"  # hypo- and hypertension differ by two letters, as a typing error does


@dataclass(frozen=True, slots=True)
class Title:
    """``plain`` in small letters without marks, ``squashed`` without blanks too; ``words`` are those that carry
    meaning, letters and digits parted; ``numbers`` are sorted; ``generic`` is a title that other reports have too,
    ``cut`` one that ends with an ellipsis."""

    plain: str
    squashed: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    generic: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """How two titles differ word by word: words replaced by others, words on one side only, misspelt ones."""

    replaced: int = 0
    added: int = 0
    misspelt: bool = False


def without_additions(title: str) -> str:
    """The title without what databases say about it."""
    title = _ADDED.sub("", title) if "[" in title or "(" in title else title
    return _MARKED.sub("", title)


def normalised(title: str) -> Title:
    title = without_additions(title).replace("-\n", "")
    if "&" in title:
        title = html.unescape(html.unescape(title))
    if "<" in title:
        title = _TAG.sub("", title)
    plain = _APART.sub(" ", folded(title)).strip()
    for british, american in _BRITISH:
        plain = british.sub(american, plain)
    squashed = plain.replace(" ", "")
    words = tuple(word for word in _NUMBERED.sub(" ", plain).split() if word not in _SMALL)
    numbers = tuple(sorted(_DIGITS.findall(plain)))
    short = _weight(squashed) < _SHORTEST or (len(words) < 2 and squashed.isascii())
    generic = short or (len(squashed) < _GENERIC_BELOW and bool(_GENERIC.match(plain)))
    return Title(plain, squashed, words, numbers, generic, title.rstrip().endswith(("…", "...")))


def _weight(squashed: str) -> int:
    """Letters; a Chinese or Japanese sign, or a Korean syllable, counts as three."""
    return len(squashed) + 2 * (0 if squashed.isascii() else sum(sign >= "\u2e80" for sign in squashed))


def folded(text: str) -> str:
    """Small letters, accents off, Greek letters by their names, ligatures apart."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(sign for sign in text if not unicodedata.combining(sign)).translate(_LETTERS)


def likeness(a: Title, b: Title) -> float:
    """Of letters and digits, 0 to 100; the same words in another order are the same title."""
    if not a.squashed or not b.squashed:
        return 0.0
    if a.squashed == b.squashed:
        return 100.0
    ratio = float(fuzz.ratio(a.squashed, b.squashed))
    reordered = ratio < 90 and len(a.words) == len(b.words) and sorted(a.words) == sorted(b.words)
    return 100.0 if reordered else ratio


def is_part(a: Title, b: Title) -> bool:
    """Whether one is the other without its subtitle (or, longer, without its beginning)."""
    short, long = a.squashed, b.squashed
    if len(short) > len(long):
        short, long = long, short
    return len(short) >= 22 and (long.startswith(short) or (len(short) >= 30 and long.endswith(short)))


def same_numbers(a: Title, b: Title, part: bool) -> bool:
    if a.numbers == b.numbers or "".join(a.numbers) == "".join(b.numbers):
        return True
    one, other = set(a.numbers), set(b.numbers)
    return part and (one <= other or other <= one)


def wording(a: Title, b: Title) -> Wording:
    ours, theirs = Counter(a.words), Counter(b.words)
    left, right = list((ours - theirs).elements()), list((theirs - ours).elements())
    if "".join(left) == "".join(right):
        return Wording()
    misspelt = _pair_off(left, right)
    if left and right:
        one, other = "".join(left), "".join(right)
        if len(one) > 5 and fuzz.ratio(one, other) >= 90 and one.isalpha() and other.isalpha():
            return Wording(misspelt=True)
        return Wording(min(len(left), len(right)), max(len(left), len(right)), misspelt)
    return Wording(0, len(left) + len(right), misspelt)


def _pair_off(left: list[str], right: list[str]) -> bool:
    """Take words out of both that differ by a typing error; whether there were any."""
    found = False
    for word in list(left):
        other = next((other for other in right if _misspelt(word, other)), None)
        if other is not None:
            left.remove(word)
            right.remove(other)
            found = True
    return found


@lru_cache(maxsize=100_000)
def _misspelt(word: str, other: str) -> bool:
    longest = max(len(word), len(other))
    if longest < 5 or word.isdigit() or other.isdigit():
        return False
    if word.startswith(_FALSE_FRIENDS) and other.startswith(_FALSE_FRIENDS) and word[:4] != other[:4]:
        return False
    if word[:3] != other[:3] and word[-3:] != other[-3:]:
        return False
    most = 1 if longest < 9 else 2
    return bool(Levenshtein.distance(word, other, score_cutoff=most) <= most)
