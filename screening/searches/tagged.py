"""Files in which every line begins with a tag: one scanner for RIS, PubMed's NBIB and their kin.

A dialect says what a tag looks like and where a record begins; the scanner keeps the bytes, joins wrapped
lines, and never lets two records run into one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO

from screening.lib.decoding import Line
from screening.records.description import Description, Received
from screening.searches.rows import endless, row, text_lines

LONGEST_RECORD = 8 * 1024 * 1024  # a paper with 3,000 authors and their addresses has 2 MB

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d*);")


@dataclass(slots=True)
class Field:
    """A tag and the lines of its value, the first and those that continue it."""

    tag: str
    lines: list[str]

    @property
    def value(self) -> str:
        """The value on one line, in characters."""
        return one_line(self.lines)

    @property
    def paragraphs(self) -> str:
        """The value with an empty line between paragraphs."""
        if len(self.lines) == 1:
            return self.value
        groups = groupby(self.lines, key=lambda line: bool(line.strip()))
        return "\n\n".join(one_line(group) for filled, group in groups if filled)

    @property
    def ends_empty(self) -> bool:
        """An empty line follows."""
        return len(self.lines) > 1 and not self.lines[-1].strip()


def one_line(lines: Iterable[str]) -> str:
    """Lines as one, white space folded, ``&amp;`` and its like as what they mean."""
    text = " ".join(" ".join(lines).split())
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


@dataclass(slots=True)
class Block:
    """The lines of one record. ``raw`` also holds what stood between it and its neighbours."""

    line: int
    opening: str
    raw: list[bytes]
    fields: list[Field] = field(default_factory=list)
    by_tag: dict[str, list[Field]] = field(default_factory=dict)
    closed: bool = False
    damaged: bool = False

    def add(self, tag: str, lines: list[str]) -> None:
        self.fields.append(Field(tag, lines))
        self.by_tag.setdefault(tag, []).append(self.fields[-1])

    def all(self, *tags: str) -> list[Field]:
        """Every field with one of these tags, in the order of the file."""
        present = [tag for tag in tags if tag in self.by_tag]
        if len(present) < 2:
            return self.by_tag[present[0]] if present else []
        return [found for found in self.fields if found.tag in present]

    def values(self, *tags: str) -> tuple[str, ...]:
        """Their values, without empty ones."""
        fields = self.all(*tags)
        return tuple(value for found in fields if (value := found.value)) if fields else ()

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one."""
        for tag in tags:
            for found in self.by_tag.get(tag, ()):
                if value := found.value:
                    return value
        return ""

    def items(self, *tags: str) -> tuple[str, ...]:
        """What stands between the semicolons of their values."""
        parts = (part.strip() for value in self.values(*tags) for part in value.split(";"))
        return tuple(part for part in parts if part)

    def listed(self, *tags: str) -> tuple[str, ...]:
        """As ``items``, each once, and every line has its own: how reference managers write keywords."""
        parts = (part for field in self.all(*tags) for line in field.lines for part in line.split(";"))
        return tuple(dict.fromkeys(item for part in parts if (item := one_line([part]))))

    def prose(self, *tags: str) -> str:
        """The paragraphs of their values, an empty line between."""
        return "\n\n".join(text for field in self.all(*tags) if (text := field.paragraphs))

    def others(self, known: frozenset[str]) -> dict[str, list[str]]:
        """Tags outside ``known`` with their values."""
        found: dict[str, list[str]] = {}
        for other in self.fields:
            if other.tag not in known and (value := other.paragraphs):
                found.setdefault(other.tag, []).append(value)
        return found


@dataclass(frozen=True, slots=True)
class Dialect:
    """``tag`` takes a line and the open record and gives tag and value, or ``None`` for a line that goes on.

    ``closing`` is the last tag of a whole record; where ``closing_ends``, nothing after it belongs to it.
    """

    tag: Callable[[str, Block | None], tuple[str, str] | None]
    begins: Callable[[str, Block], bool]
    closing: str
    closing_ends: bool


def first_found(find: Callable[[str], str], values: Iterable[str]) -> str:
    """What ``find`` (``identifiers.doi`` …) sees in the first value in which it sees anything."""
    return next((found for value in values if (found := find(value))), "")


Describe = Callable[[Block], tuple[Description | None, list[str]]]
"""Reads one record: what it says, and sentences on what could not be read."""


def blocks(stream: BinaryIO, dialect: Dialect) -> Iterator[Block]:
    """The records of a file one by one; ``raw`` of all of them together are the bytes of the file."""
    block: Block | None = None
    between: list[bytes] = []
    size = 0
    for line in text_lines(stream):
        found = dialect.tag(line.text, block)
        over = block is None or (block.closed and dialect.closing_ends)
        if found and (block is None or over or dialect.begins(found[0], block)):
            if block:
                yield block
            block, between, size = Block(line.number, line.text, between), [], 0
        size += len(line.raw)
        if size > LONGEST_RECORD:
            raise endless(block.line if block else 1, LONGEST_RECORD)
        if block is None or (over and not found and (between or line.text.strip())):
            between.append(line.raw)
        else:
            _add(block, line, found, dialect)
    if block:
        block.raw += between
        yield block


def _add(block: Block, line: Line, found: tuple[str, str] | None, dialect: Dialect) -> None:
    block.raw.append(line.raw)
    block.damaged |= line.damaged
    if found:
        tag, value = found
        block.closed |= tag == dialect.closing
        block.add(tag, [value])
    elif block.fields:
        block.fields[-1].lines.append(line.text)


def received(stream: BinaryIO, dialect: Dialect, describe: Describe) -> Iterator[Received]:
    """Every record with what it was read as and what is wrong with it."""
    return described(blocks(stream, dialect), describe, always_closed=dialect.closing_ends)


def described(found: Iterable[Block], describe: Describe, *, always_closed: bool) -> Iterator[Received]:
    """The last record is cut off if it is not closed but others are, or, ``always_closed``, if it is alone."""
    count = whole = 0
    waiting: Block | None = None
    for block in found:
        if waiting:
            yield _received(waiting, describe, cut=False)
        waiting, count, whole = block, count + 1, whole + block.closed
    if waiting:
        expected = whole > 0 or (count == 1 and always_closed)
        yield _received(waiting, describe, cut=expected and not waiting.closed)


def _received(block: Block, describe: Describe, *, cut: bool) -> Received:
    description, problems = describe(block)
    return row(block.raw, block.line, description, problems, damaged=block.damaged, cut=cut)
