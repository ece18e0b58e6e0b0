"""RIS, the exchange format that most databases and reference managers write, each in its own way.

Tags: Research Information Systems' specifications of 2001 and 2011, which disagree; where they do, what the
exporting programs write decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches.block import Block
from screening.searches.fileformat import FORMATS
from screening.searches.ris import KNOWN, describe
from screening.searches.tagged import Dialect, received

_PROSE = frozenset({"AB", "N1", "N2"})
_TAG = re.compile(
    r"([ \t\xa0\ufeff]*)(PMID|DOI|[A-Za-z][A-Za-z0-9])([ \t\xa0]*)-([ \t\xa0]|$)?(.*)", re.DOTALL
)
_BEGINS = re.compile(r"^[ \t\xa0\ufeff]*TY[ \t\xa0]*-", re.IGNORECASE | re.MULTILINE)
_LINES = re.compile(r"\n([A-Z][A-Z0-9])  - ?(.*+(?:\n\1  - .*+)*+)")  # all with one tag
_STANDARD = re.compile(r"^[A-Z][A-Z0-9]  -(?: |$)", re.MULTILINE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """Two blanks before the hyphen make any tag. With fewer it must be a known one, written as carelessly as
    the record's own first line or outside prose: ``T1 - weighted`` in an abstract is no tag. Between records only a
    known one is: Ovid writes the journal (``NL``) behind the end of one of PsycINFO."""
    found = _TAG.match(text)
    if not found:
        return ("ER", "") if text.strip() == "ER" and block and not block.closed else None
    _, written, gap, blank, value = found.groups()
    tag = written.upper()
    if (block is None or block.closed) and (tag == "ER" or tag not in KNOWN):
        return None
    if _width(gap) > 1:
        return (tag, value) if tag == written or tag in KNOWN else None
    if tag == "TY" and (blank is not None or block is None or block.closed):
        return tag, value
    if block is None or tag not in KNOWN or (tag == "ER" and value.strip()):
        return None
    own_width = _opening_width(block)
    if own_width < 2:
        return (tag, value) if blank is not None or own_width == 0 else None
    careless = tag == written and blank is not None and block.tag not in _PROSE
    return (tag, value) if careless else None


def _width(gap: str) -> int:
    return len(gap.replace("\t", "  "))


def _opening_width(block: Block) -> int:
    found = _TAG.match(block.opening)
    return _width(found[3]) if found else 2


def _plain(text: str) -> dict[str, list[str]]:
    """Of a record whose lines all begin as the standard says, from its only TY on."""
    parts = _LINES.split(f"\n{text}")
    if any(parts[::3]) or parts[1] != "TY":
        return {}
    by_tag: dict[str, list[str]] = {}
    for tag, said in zip(parts[1::3], parts[2::3], strict=True):
        values = said.split(f"\n{tag}  - ") if "\n" in said else [said]
        if tag in by_tag:
            by_tag[tag] += values
        else:
            by_tag[tag] = values
    of_one_list = "AU" not in by_tag or "A1" not in by_tag  # else their order counts
    return by_tag if len(by_tag["TY"]) == 1 and of_one_list else {}


_DIALECT = Dialect(
    tag=_tag,
    begins=lambda tag, block: tag == "TY",
    closing="ER",
    closing_ends=True,
    ending=b"ER  -",
    plain=_plain,
)


@FORMATS.register
class Ris:
    """Any program's RIS; tags in lower case, indented or with one blank are read too."""

    key: ClassVar[str] = "ris"
    label: ClassVar[str] = "RIS"
    extensions: ClassVar[tuple[str, ...]] = (".ris", ".txt")

    def recognises(self, head: str) -> float:
        if found := _BEGINS.search(head):
            return 0.9 if head[: found.start()].strip("\ufeff \t\r\n") else 0.97
        tags = len(_STANDARD.findall(head))  # some programs write no TY, and some people cut it off
        lines = sum(not text.isspace() for text in head.split("\n") if text)
        return 0.5 + 0.45 * tags / lines if tags > 2 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, describe)
