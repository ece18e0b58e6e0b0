"""BibTeX and BibLaTeX: what Google Scholar, IEEE, ACM, Scopus, Web of Science and reference managers write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches.bibtex.abbreviations import Abbreviations
from screening.searches.bibtex.parents import Parents
from screening.searches.bibtex.record import describe
from screening.searches.bibtex.scanner import Entry, entries
from screening.searches.bibtex.values import key_and_fields
from screening.searches.fileformat import FORMATS
from screening.searches.rows import EMPTY, row, text_lines

_NO_RECORDS = frozenset({"comment", "preamble", "string"})
_BEGINS = re.compile(r"(?:^|[\s}])@\s*([A-Za-z][\w-]*)\s*[{(][^{}=\"]{0,300}?(?:,|=)")
_UNMATCHED = "Its braces, quotation marks or commas do not match; what could be read of it was."


@FORMATS.register
class BibTeX:
    """``raw`` also holds what stands before an entry: comments and definitions of abbreviations."""

    key: ClassVar[str] = "bibtex"
    label: ClassVar[str] = "BibTeX"
    extensions: ClassVar[tuple[str, ...]] = (".bib", ".bibtex", ".txt")

    def recognises(self, head: str) -> float:
        found = [entry for entry in _BEGINS.finditer(head) if entry[1].lower() not in _NO_RECORDS]
        if any(
            not head[head.rfind("\n", 0, entry.start(1)) + 1 : entry.start()].strip(" \t\ufeff}")
            for entry in found
        ):
            return 0.9
        return 0.6 if found else 0.0  # in the middle of a line it may be prose, or a formula

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        parents, strings = Parents(stream), Abbreviations()
        before: list[bytes] = []
        waiting: Entry | None = None
        for entry in entries(text_lines(stream)):
            if entry.kind in _NO_RECORDS:
                strings.define(entry)
                (waiting.raw if waiting else before).extend(entry.raw)
                continue
            if waiting:
                yield _received(waiting, strings, parents, cut=False)
            entry.raw, before = before + entry.raw, []
            waiting = entry
        if waiting:
            yield _received(waiting, strings, parents, cut=not waiting.closed)


def _received(entry: Entry, strings: Abbreviations, parents: Parents, *, cut: bool) -> Received:
    whole = entry.matched and not cut
    key, fields, matched = key_and_fields(entry.text, strings, matched=whole)
    description = describe(entry.kind, key, parents.completed(entry.kind, fields))
    problems = [] if description else [EMPTY]
    if not cut and not matched:
        problems.append(_UNMATCHED)
    return row(entry.raw, entry.line, description, problems, damaged=entry.damaged, cut=cut)
