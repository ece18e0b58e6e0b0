"""PMIDs and DOIs out of lines that people paste: bare, in a list, or among the words of a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.lib import identifiers

MOST = 500  # items at once
_NUMBERS = re.compile(r"\d{1,8}(?:[\s,;]+\d{1,8})*[\s,;]*")
_MARKED = re.compile(
    r"(?:PMID|PubMed(?:\s*ID)?)\s*[:#]?\s*([1-9]\d{0,7})(?!\d)|pubmed[\w./]*/([1-9]\d{0,7})(?!\d)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[1-9]\d{6,7}(?=[\s.:,;])")  # of seven or eight digits: no year, no volume


@dataclass(frozen=True, slots=True)
class Named:
    """One report that a line names, by either identifier or both; ``line`` is the text as typed."""

    pmid: str
    doi: str
    line: str


@dataclass(frozen=True, slots=True)
class Read:
    items: tuple[Named, ...]
    malformed: tuple[str, ...]  # lines that name nothing


def read(text: str) -> Read:
    """Every line names one report, or is a list of PMIDs; a report named twice is one."""
    items: dict[tuple[str, str], Named] = {}
    malformed = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        found = list(_named(line))
        malformed += [] if found else [line]
        for item in found:
            items.setdefault((item.pmid, item.doi), item)
    return Read(tuple(items.values()), tuple(malformed))


def _named(line: str) -> Iterator[Named]:
    if _NUMBERS.fullmatch(line):
        for number in re.findall(r"\d+", line):
            if pmid := identifiers.pmid(number):
                yield Named(pmid, "", pmid)
        return
    doi, marked = identifiers.doi(line), _MARKED.search(line)
    leading = _LEADING.match(line)
    pmid = (marked[1] or marked[2]) if marked else leading[0] if leading else ""
    if doi or pmid:
        yield Named(pmid, doi, line[:500])
