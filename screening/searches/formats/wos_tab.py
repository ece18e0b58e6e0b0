"""Web of Science's tab-delimited file: its field tags as column names, cells never quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib.decoding import Line
from screening.records.description import Received
from screening.searches.block import Block
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.rows import endless, text_lines
from screening.searches.tagged import LONGEST_RECORD, described
from screening.searches.wos import KNOWN, describe

_HEADER = re.compile(r"\A\ufeff?\s*PT\t(?:[A-Z][A-Z0-9]\t)+[A-Z][A-Z0-9]\t*\s*?(?:\n|\Z)")
_KIND = re.compile(r"[A-Z]\t")  # the first cell of a row: J, B, S, C or P
_SEVERAL = frozenset({"AU", "AF", "BA", "BF"})


@FORMATS.register
class WebOfScienceTab:
    key: ClassVar[str] = "wos_tab"
    label: ClassVar[str] = "Web of Science tab-delimited"
    extensions: ClassVar[tuple[str, ...]] = (".txt", ".tsv")

    def recognises(self, head: str) -> float:
        return 0.98 if _HEADER.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return described(_rows(text_lines(stream)), describe, always_closed=True)


def _rows(lines: Iterator[Line]) -> Iterator[Block]:
    columns, before = _columns(lines)
    for group in _groups(lines, len(columns)):
        if not KNOWN.intersection(columns):
            raise FileRefused(
                "This file does not begin with Web of Science's column names (PT, AU, TI \u2026)."
            )
        cells = " ".join(line.text for line in group if line.text.strip()).split("\t")
        if cells[: len(columns)] == columns:  # two files put end to end
            before += [line.raw for line in group]
            continue
        block = Block(group[0].number, "", before + [line.raw for line in group])
        block.damaged = any(line.damaged for line in group)
        block.closed = len(cells) >= len(columns)
        for tag, cell in zip([*columns, *["more"] * len(cells)], cells, strict=False):
            if cell.strip():
                block.add(tag, cell.split(";") if tag in _SEVERAL else [cell])
        yield block
        before = []


def _columns(lines: Iterator[Line]) -> tuple[list[str], list[bytes]]:
    """The names, and the bytes up to them."""
    before = []
    for line in lines:
        before.append(line.raw)
        if names := line.text.strip("\ufeff").rstrip("\t "):
            return names.split("\t"), before
    return [], before


def _groups(lines: Iterator[Line], width: int) -> Iterator[list[Line]]:
    """The lines of each row: it goes on until it has its cells, for WoS leaves line ends in some abstracts."""
    group: list[Line] = []
    size = tabs = 0
    for line in lines:
        begins = line.text.strip() and (tabs >= width - 1 or _KIND.match(line.text))
        if begins and tabs:
            yield group
            group, size, tabs = [], 0, 0
        group.append(line)
        size += len(line.raw)
        tabs += line.text.count("\t")
        if size > LONGEST_RECORD:
            raise endless(group[0].number, LONGEST_RECORD)
    if group:
        yield group
