"""Files in which every line begins with a tag: one scanner for RIS, PubMed's NBIB and their kin.

A dialect says what a tag looks like and where a record begins; the scanner keeps the bytes, joins wrapped
lines, and never lets two records run into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from screening.lib.decoding import Line, taken_apart
from screening.records.description import Description, Received
from screening.searches import marked_text
from screening.searches.block import Block, is_tidy
from screening.searches.rows import endless, row, text_lines

LONGEST_RECORD = 8 * 1024 * 1024  # a paper with 3,000 authors and their addresses has 2 MB


@dataclass(frozen=True, slots=True)
class Dialect:
    """``tag`` takes a line and the open record and gives tag and value, or ``None`` for a line that goes on.

    ``closing`` is the last tag of a whole record; where ``closing_ends``, nothing after it belongs to it.

    ``ending`` is how a record's last line begins in its plainest form, and ``plain`` gives the values of all lines of
    such a record by their tags, or nothing where ``tag`` must look at the lines one by one. It only saves time.
    """

    tag: Callable[[str, Block | None], tuple[str, str] | None]
    begins: Callable[[str, Block], bool]
    closing: str
    closing_ends: bool
    ending: bytes = b""
    plain: Callable[[str], dict[str, list[str]]] = lambda text: {}


Describe = Callable[[Block], tuple[Description | None, list[str]]]
"""Reads one record: what it says, and sentences on what could not be read."""


def blocks(stream: BinaryIO, dialect: Dialect) -> Iterator[Block]:
    """The records of a file one by one; ``raw`` of all of them together are the bytes of the file."""
    block: Block | None = None
    between: list[bytes] = []
    size = 0
    for line in _lines(stream, dialect):
        if isinstance(line, Block):
            yield from filter(None, (block,))
            line.raw[:0] = between
            block, between, size = line, [], 0
            continue
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


def _lines(stream: BinaryIO, dialect: Dialect) -> Iterator[Line | Block]:
    """The lines of a file, or a whole record where it is written in its plainest form."""
    for line in text_lines(stream, dialect.ending):
        if "\n" not in line.text:
            yield line
        elif (block := _whole(line, dialect)) is not None:
            yield block
        else:
            yield from taken_apart(line)


def _whole(line: Line, dialect: Dialect) -> Block | None:
    by_tag = dialect.plain(line.text)
    if not by_tag:
        return None
    return Block(
        line.number,
        "",
        [line.raw],
        by_tag=by_tag,
        closed=True,
        tag=dialect.closing,
        tidy=is_tidy(line.raw, line.text),
    )


def _add(block: Block, line: Line, found: tuple[str, str] | None, dialect: Dialect) -> None:
    block.raw.append(line.raw)
    block.damaged |= line.damaged
    if found:
        tag, value = found
        block.closed |= tag == dialect.closing
        block.add(tag, [value])
    else:
        block.lines.append(line.text)


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
    block.end()
    description, problems = describe(block)
    if description:
        description = _unmarked(description)
    return row(block.raw, block.line, description, problems, damaged=block.damaged, cut=cut)


def _unmarked(description: Description) -> Description:
    """Title and abstract without the HTML and JATS that Web of Science, Zotero and Lens leave in them."""
    title, abstract = description.title, description.abstract
    if marked_text.is_marked(title):
        title = marked_text.plain(title)
    if any(marked_text.is_marked(part.text) for part in abstract):
        if len(abstract) == 1:
            abstract = marked_text.abstract_of(abstract[0].text)
        else:
            abstract = tuple([replace(part, text=marked_text.plain(part.text)) for part in abstract])
    if (title, abstract) == (description.title, description.abstract):
        return description
    return replace(description, title=title, abstract=abstract)
