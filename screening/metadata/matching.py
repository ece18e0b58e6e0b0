"""Whether what a source gave is the citation that was asked about. Strict: rather no match than a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.lib.folding import fold
from screening.records.description import Description

SHORTEST_TITLE = 20  # folded characters: “Reply”, “Editorial” and “Abstracts” name many reports


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a citation can be looked up by; empty is unknown. ``first_author`` is a family name, or a group."""

    citation: int
    title: str = ""
    first_author: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a source says about the citation; ``found_by`` is ``pmid``, ``doi``, ``title`` or ``record``."""

    found_by: str
    accession: str
    description: Description


def titles_agree(one: str, other: str) -> bool:
    """The same title, or one without the other's subtitle."""
    shorter, longer = sorted((fold(one), fold(other)), key=len)
    return shorter == longer or (len(shorter) >= SHORTEST_TITLE and longer.startswith(shorter))


def same_report(wanted: Wanted, found: Description) -> bool:
    """The whole title, and the year or, where one is unknown, the first author; nothing contradicts."""
    if len(fold(wanted.title)) < SHORTEST_TITLE or fold(wanted.title) != fold(found.title):
        return False
    theirs = first_author(found)
    pairs = [(wanted.doi, found.doi), (wanted.pmid, found.pmid), (wanted.year, found.year)]
    pairs.append((fold(wanted.first_author), fold(theirs)))
    if any(ours and given and ours != given for ours, given in pairs):
        return False
    return any(ours and given for ours, given in pairs)


def only_one(wanted: Wanted, found: Iterable[Description]) -> Description | None:
    """The one that is the same report; two of them are a preprint and its article, or a reprint: nobody knows."""
    same = [description for description in found if same_report(wanted, description)]
    return same[0] if len(same) == 1 else None


def first_author(description: Description) -> str:
    author = description.authors[0] if description.authors else None
    return (author.family or author.literal) if author else ""
