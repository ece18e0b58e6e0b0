"""Journal names as they are compared: full, abbreviated after ISO 4 or NLM, in capitals, with or without a place."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from rapidfuzz import fuzz

from screening.duplicates.agreement import Agreement
from screening.duplicates.titles import folded

_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
_SUBTITLE = re.compile(r"\s[:=/]\s|: official|\. conference")
_APART = re.compile(r"[\W_]+")
_SMALL = frozenset("the of and in for on de der die des et la le a und y".split())  # noqa: SIM905


@lru_cache(maxsize=200_000)
def words(journal: str) -> tuple[str, ...]:
    name = _SUBTITLE.split(_ASIDE.sub(" ", folded(html.unescape(journal))))[0]
    return tuple(word for word in _APART.sub(" ", name).split() if word not in _SMALL)


@lru_cache(maxsize=200_000)
def compare(a: tuple[str, ...], b: tuple[str, ...]) -> Agreement:
    if not a or not b:
        return Agreement.UNKNOWN
    if a == b or "".join(a) == "".join(b) or (len(a) == len(b) and all(map(_abbreviates, a, b))):
        return Agreement.SAME
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and len(short[0]) <= 6 and "".join(word[0] for word in long).startswith(short[0]):
        return Agreement.SAME  # BMJ, JAMA, PNAS
    if _in_order(short, long):
        return Agreement.SAME if len(long) - len(short) <= 1 else Agreement.UNKNOWN
    alike = fuzz.token_set_ratio(" ".join(a), " ".join(b))
    return Agreement.UNKNOWN if alike > 80 else Agreement.OTHER


def _abbreviates(a: str, b: str) -> bool:
    if a.startswith(b) or b.startswith(a):
        return True
    return a[0] == b[0] and min(len(a), len(b)) > 2 and (a[:3] == b[:3] or fuzz.ratio(a, b) > 75)


def _in_order(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether every word of the shorter name stands for one of the longer, in their order."""
    place = 0
    for word in long:
        if place < len(short) and (
            word.startswith(short[place]) or (short[place].startswith(word) and len(word) > 2)
        ):
            place += 1
    return place == len(short) and (len(short) > 1 or len(long) <= 2 or len(short[0]) > 6)
