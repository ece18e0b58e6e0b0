"""Looks one term of a query up: field tags, ranges, phrases, truncation, automatic term mapping."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from screening.demo.corpus.collection import Collection
from screening.demo.corpus.fields import DATES, WHOLE_VALUE, fold
from screening.demo.query.dates import NotADate, interval
from screening.demo.query.pieces import Term

_DATA = tomllib.loads((Path(__file__).parent / "tags.toml").read_text("utf-8"))
TAGS: Final[dict[str, str]] = _DATA["tags"]
MAPPING: Final[dict[str, str]] = _DATA["mapping"]
_LONGEST_MAPPING: Final = max(len(typed.split()) for typed in MAPPING)
IGNORED: Final = frozenset(_DATA["ignored"]["words"])
SHORTEST_STEM: Final = 4  # letters before an asterisk; PubMed help, "Truncation"


@dataclass(frozen=True)
class Part:
    """A part of the answer; ``hits`` is ``None`` where the part says nothing (an ignored word)."""

    hits: int | None
    translation: str


@dataclass
class Notes:
    """What PubMed reports beside the hits."""

    mappings: list[tuple[str, str]] = field(default_factory=list)
    phrases_not_found: list[str] = field(default_factory=list)
    fields_not_found: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    quoted_not_found: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def unbalanced(self) -> None:
        message = "Unmatched parenthesis ignored."
        if message not in self.messages:
            self.messages.append(message)


def look_up(term: Term, collection: Collection, notes: Notes) -> Part:
    name = TAGS.get((term.tag or "all").lower())
    if name is None:
        notes.fields_not_found.append(str(term.tag))
        return look_up(Term(term.text, None, term.quoted), collection, notes)
    if name == "UID":
        return _uids(term, collection)
    if name in DATES:
        return _dates(term, name, collection, notes)
    if term.until:  # a colon between words is not a range
        term = Term(f"{term.text} {term.until}", term.tag)
    if term.tag is None and not term.quoted:
        return _mapped(term.text, collection, notes)
    return _phrase(term, name, collection, notes)


def _uids(term: Term, collection: Collection) -> Part:
    first, last = _number(term.text), _number(term.until or term.text)
    shown = f"{term.text}:{term.until}" if term.until else term.text
    hits = collection.with_uids(first, last) if min(first, last) >= 0 else 0
    return Part(hits, f"{shown}[UID]")


def _number(text: str) -> int:
    """A UID, or -1 for what cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _dates(term: Term, name: str, collection: Collection, notes: Notes) -> Part:
    try:
        first, last = interval(term.text, term.until or term.text)
    except NotADate:
        notes.phrases_not_found.append(term.text)
        return Part(0, str(term))
    return Part(collection.between(name, first, last), f"{first:%Y/%m/%d}:{last:%Y/%m/%d}[{name}]")


def _phrase(term: Term, name: str, collection: Collection, notes: Notes) -> Part:
    """A phrase; where no record has it, its words one by one (and a warning if it stood in quotes)."""
    cut = term.text.endswith("*") and len(fold(term.text)) >= SHORTEST_STEM
    phrase = fold(term.text)
    hits = collection.find(name, phrase, cut) if phrase else 0
    words = phrase.split()
    if hits or len(words) < 2 or name in WHOLE_VALUE:
        if not hits:
            (notes.quoted_not_found if term.quoted else notes.phrases_not_found).append(
                str(term) if term.quoted else term.text
            )
        shown = f"{phrase}*" if cut else f'"{phrase}"'
        return Part(hits, f"{shown}[{name}]")
    if term.quoted:
        notes.quoted_not_found.append(str(term))
    hits = collection.everything
    for word in words:
        hits &= collection.find(name, word)
    return Part(hits, "(" + " AND ".join(f'"{word}"[{name}]' for word in words) + ")")


def _mapped(text: str, collection: Collection, notes: Notes) -> Part:
    """Automatic term mapping: the longest known run of words becomes a MeSH heading, the rest words."""
    words = text.split()
    hits: int | None = None
    shown: list[str] = []
    while words:
        taken, part = _longest(words, collection, notes)
        words = words[taken:]
        if part.hits is not None:
            hits = part.hits if hits is None else hits & part.hits
            shown.append(part.translation)
    return Part(hits, f"({' AND '.join(shown)})" if len(shown) > 1 else "".join(shown))


def _longest(words: list[str], collection: Collection, notes: Notes) -> tuple[int, Part]:
    for taken in range(min(len(words), _LONGEST_MAPPING), 0, -1):
        typed = " ".join(words[:taken])
        heading = MAPPING.get(fold(typed))
        if heading and "*" not in typed:
            return taken, _heading(typed, heading, collection, notes)
    word = words[0]
    if word.lower() in IGNORED:
        notes.ignored.append(word)
        return 1, Part(None, "")
    return 1, _phrase(Term(word), "All Fields", collection, notes)


def _heading(typed: str, heading: str, collection: Collection, notes: Notes) -> Part:
    phrase = fold(typed)
    hits = collection.find("MeSH Terms", fold(heading)) | collection.find("All Fields", phrase)
    shown = f'"{heading.lower()}"[MeSH Terms]'
    words = phrase.split()
    if len(words) > 1:
        each = collection.everything
        for word in words:
            each &= collection.find("All Fields", word)
        hits |= each
        shown += " OR (" + " AND ".join(f'"{word}"[All Fields]' for word in words) + ")"
    shown += f' OR "{phrase}"[All Fields]'
    if (typed, shown) not in notes.mappings:
        notes.mappings.append((typed, shown))
    return Part(hits, f"({shown})")
