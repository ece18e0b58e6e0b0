"""Where a report stands: volume, issue and pages, as databases garble them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.duplicates.agreement import Agreement, agreement

_BETWEEN = re.compile(r"\s*(?:--|[-–—‐‑−])\s*")
_PAGE = re.compile(r"([a-z]*)\s*0*(\d{1,9})", re.I)
_NUMBER = re.compile(r"\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(rf"(\d\d?)-({'|'.join(_MONTHS)})", re.I)
_SUPPLEMENT = re.compile(r"suppl|conference|(?:^|\W)s\d*$", re.I)
_HIGHEST_ISSUE = 60  # what is higher is an article number, a page or a year
_FIRST_PAGES = 12
_WHOLE_ISSUE = 60
_LONGEST = 40  # pages of a report: only with its last page given, one begins so far before it


@dataclass(frozen=True, slots=True)
class Pages:
    """``S12–S15`` is prefix ``s``, first 12, last 15; 0 is unknown."""

    prefix: str = ""
    first: int = 0
    last: int = 0


NOWHERE = Pages()


def pages(text: str) -> Pages:
    """``1203-8`` ends on page 1208. What is no page (``no pagination``) is unknown."""
    text = text.strip()
    if not text or text[:5].lower() == "suppl" or text[:2].lower() == "t-" or "pagination" in text.lower():
        return NOWHERE
    if date := _DATE.fullmatch(text):  # what Excel makes of 1-6
        return Pages("", int(date[1]), _MONTHS.index(date[2].lower()) + 1)
    begin, *end = _BETWEEN.split(text, maxsplit=1)
    found = _PAGE.match(begin)
    if not found:
        return NOWHERE
    last = _last(found[2], end[0]) if end else 0
    prefix = found[1].lower()
    short = "s" if prefix in ("s", "suppl") else "" if prefix in ("p", "pp") else prefix[:1]
    return Pages(short, int(found[2]), last)


def _last(first: str, end: str) -> int:
    found = _NUMBER.search(end)
    if not found or len(found[0]) > 9:
        return 0
    digits = found[0]
    return int(first[: -len(digits)] + digits) if len(digits) < len(first) else int(digits)


def volume(text: str) -> str:
    """Its number without zeros before it; ``1)`` is a piece of something else."""
    if ")" in text and "(" not in text:
        return ""
    found = _NUMBER.search(text)
    return (found[0].lstrip("0") or "0") if found else ""


def issue(text: str) -> str:
    number = volume(text)
    return "" if len(number) > 2 and int(number[:9]) > _HIGHEST_ISSUE else number


def is_supplement(volume: str, issue: str, pages: Pages) -> bool:
    return pages.prefix == "s" or bool(_SUPPLEMENT.search(volume) or _SUPPLEMENT.search(issue))


def compare(a: Pages, b: Pages) -> Agreement:
    if not a.first or not b.first:
        return Agreement.UNKNOWN
    if a.first == b.first:
        clash = a.prefix != b.prefix and a.prefix and b.prefix
        return Agreement.OTHER if clash else Agreement.SAME
    if (a.prefix == "") != (b.prefix == "") and "s" not in (a.prefix, b.prefix):
        return Agreement.UNKNOWN  # an article number on one side, pages on the other
    if _only_the_last(a, b) or _only_the_last(b, a):
        return Agreement.SAME
    return Agreement.UNKNOWN if _garbled(a, b) else Agreement.OTHER


def same_last(a: Pages, b: Pages) -> bool:
    return bool(a.last) and a.last == b.last and a.first != a.last


def same_range(a: Pages, b: Pages) -> bool:
    """Three pages and more: letters and their replies share two. Each issue begins anew, so the first ones tell
    nothing; a hundred pages are a whole supplement."""
    return a == b and a.first > _FIRST_PAGES and 2 <= a.last - a.first <= _WHOLE_ISSUE


def _only_the_last(a: Pages, b: Pages) -> bool:
    return not b.last and a.last == b.first and 0 < b.first - a.first < _LONGEST


def _garbled(a: Pages, b: Pages) -> bool:
    """A range such as 5-1208 for 1205-1208."""
    if not a.last or not b.last or len(str(a.last)) == len(str(b.last)):
        return False
    one, other = str(a.last), str(b.last)
    return (one.endswith(other) and b.first < 10) or (other.endswith(one) and a.first < 10)


def compare_volumes(a: Place, b: Place) -> Agreement:
    """A volume is not contradicted by one that stands in the issue's field, or by the year there."""
    told = agreement(a.volume, b.volume)
    swapped = a.volume == b.issue or b.volume == a.issue
    if told is Agreement.OTHER and (swapped or a.volume == str(b.year) or b.volume == str(a.year)):
        return Agreement.UNKNOWN
    return told


@dataclass(frozen=True, slots=True)
class Place:
    year: int = 0
    volume: str = ""
    issue: str = ""
    pages: Pages = NOWHERE
    supplement: bool = False
