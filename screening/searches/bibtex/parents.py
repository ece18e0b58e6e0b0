"""What an entry takes over from the one that its ``crossref`` names: a paper from its proceedings, a chapter from its
book. BibTeX and BibLaTeX hand on all that is missing; here only what tells where the report was published. Its year is
its own: other readers leave it empty too, and reports are told from one another by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from screening.lib.decoding import Line
from screening.searches.bibtex.abbreviations import Abbreviations
from screening.searches.bibtex.scanner import entries
from screening.searches.bibtex.values import key_and_fields
from screening.searches.rows import text_lines

Fields = list[tuple[str, str]]

_CHUNK = 1024 * 1024
_SIGN = b"crossref"
_NAMED = re.compile(r"\bcrossref\s*=\s*[{\"]\s*([^{}\"\s,]{1,300})", re.IGNORECASE)
_MOST = 50_000  # entries that others name
_LONGEST = 10_000  # characters of a value that is handed on
_HANDED_ON = frozenset(
    """
    booktitle isbn issn issue journal journaltitle language langid number publisher shortjournal volume
    """.split()  # noqa: SIM905
)
_PUBLISHED_IN = frozenset({"booktitle", "journal", "journaltitle"})


class Parents:
    """The entries of a file that others name. Reads the stream, to its end if one may be named, and rewinds it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._handed: dict[str, Fields] = {}
        start = stream.tell()
        if _mentioned(stream):
            stream.seek(start)
            keys = _named(text_lines(stream))
            stream.seek(start)
            for key, fields in _handed_on(text_lines(stream), keys):
                self._handed.setdefault(key, fields)
        stream.seek(start)

    def completed(self, kind: str, fields: Fields) -> Fields:
        """The fields with what is missing; a book's title is where its chapter was published."""
        own = {name: value for name, value in fields if value.strip()}
        handed = self._handed.get(own.get("crossref", "").strip().lower())
        if not handed:
            return fields
        there = dict(handed)
        if kind.startswith(("in", "conference")) and not _PUBLISHED_IN & there.keys():
            there["booktitle"] = there.get("title", "")
        given = own.keys() | (_PUBLISHED_IN if _PUBLISHED_IN & own.keys() else set())
        return fields + [(name, there[name]) for name in there if name in _HANDED_ON and name not in given]


def _mentioned(stream: BinaryIO) -> bool:
    before = b""
    for chunk in iter(lambda: stream.read(_CHUNK), b""):
        if _SIGN in (before + chunk).lower():
            return True
        before = chunk[-len(_SIGN) :]
    return False


def _named(lines: Iterable[Line]) -> set[str]:
    """Keys in small letters, as BibTeX compares them."""
    keys: set[str] = set()
    for line in lines:
        keys.update(found[1].lower() for found in _NAMED.finditer(line.text))
        if len(keys) > _MOST:
            break
    return keys


def _handed_on(lines: Iterator[Line], keys: set[str]) -> Iterator[tuple[str, Fields]]:
    strings = Abbreviations()
    for entry in entries(lines):
        strings.define(entry)
        if keys and (key := entry.text[:400].partition(",")[0].strip().lower()) in keys:
            _, fields, _ = key_and_fields(entry.text, strings, matched=entry.matched)
            kept = [(name, value) for name, value in fields if name in _HANDED_ON or name == "title"]
            yield key, [(name, value) for name, value in kept if value.strip() and len(value) < _LONGEST]
