"""Web of Science's tab-delimited file: its field tags as column names, cells never quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib.decoding import Line
from screening.records.description import Received
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.rows import endless, text_lines
from screening.searches.tagged import LONGEST_RECORD, Block, described
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
    """A row goes on over further lines until it has its cells: WoS leaves line ends in some abstracts."""
    columns, before = _columns(lines)
    block: Block | None = None
    cells: list[str] = []
    size = 0
    for line in lines:
        if line.text.strip() and (block is None or block.closed or _KIND.match(line.text)):
            if block:
                yield _filled(block, columns, cells)
            block, before, cells, size = Block(line.number, line.text, before), [], [], 0
        if block is None:
            before.append(line.raw)
            continue
        size += len(line.raw)
        if size > LONGEST_RECORD:
            raise endless(block.line, LONGEST_RECORD)
        block.raw.append(line.raw)
        block.damaged |= line.damaged
        if not block.closed:
            first, *more = line.text.split("\t")
            cells[-1:] = [f"{cells[-1]} {first}" if cells else first, *more]
            block.closed = len(cells) >= len(columns)
    if block:
        yield _filled(block, columns, cells)


def _columns(lines: Iterator[Line]) -> tuple[list[str], list[bytes]]:
    before = []
    columns: list[str] = []
    for line in lines:
        before.append(line.raw)
        columns = line.text.strip("\ufeff").rstrip("\t ").split("\t")
        if any(columns):
            break
    if len(columns) > 1 and not KNOWN.intersection(columns):
        raise FileRefused("This file does not begin with Web of Science's column names (PT, AU, TI \u2026).")
    return columns, before


def _filled(block: Block, columns: list[str], cells: list[str]) -> Block:
    names = [*columns, *["more"] * (len(cells) - len(columns))]
    for tag, cell in zip(names, cells, strict=False):
        if cell.strip():
            block.add(tag, cell.split(";") if tag in _SEVERAL else [cell])
    return block
