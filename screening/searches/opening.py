"""A file that somebody brought, opened: the text that it is, or each that is in the archive, and what reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from screening.lib import decoding
from screening.lib.recoding import ENCODINGS, recoded
from screening.searches import archives
from screening.searches.archives import Budget
from screening.searches.fileformat import FileFormat, FileRefused
from screening.searches.recognising import Inside, is_binary, reader_inside, reader_of


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one of those in an archive (then it has a ``name``), and what reads it. ``stream`` is UTF-8 where
    it was recoded from another ``encoding``."""

    name: str
    reader: FileFormat
    stream: BinaryIO
    encoding: str = ""


def parts(
    stream: BinaryIO,
    format_key: str | None,
    mapping: Mapping[str, str] | None,
    encoding: str,
    inside: Inside | None = None,
) -> Iterator[Part]:
    """The file, or each file in the archive; to be read before the next is asked for. Raises ``FileRefused``."""
    wanted = None if format_key in archives.KINDS else format_key
    for name, text, own in opened(stream, encoding):
        with told_of(name):
            reader = reader_inside(text, inside) if inside else reader_of(head(text), wanted, mapping)
        yield Part(name, reader, text, own)


def opened(stream: BinaryIO, encoding: str = "") -> Iterator[tuple[str, BinaryIO, str]]:
    """Its name in the archive, the text and the encoding it was recoded from, of the file or of each in the archive."""
    if encoding and encoding not in ENCODINGS:
        raise FileRefused(f"There is no encoding \u201c{encoding}\u201d; there are {', '.join(ENCODINGS)}.")
    for name, file in _files("", stream, Budget(), 0):
        own = "" if is_binary(head(file)) else encoding
        with told_of(name), recoded(file, own) as text:
            yield name, text, own


def _files(name: str, stream: BinaryIO, budget: Budget, depth: int) -> Iterator[tuple[str, BinaryIO]]:
    kind = archives.kind(head(stream))
    if not kind:
        yield name, stream
        return
    if depth == archives.MOST_NESTED:
        raise FileRefused("This archive holds an archive that holds another: unpack it first.")
    for inside in archives.unpacked(stream, kind, budget):
        yield from _files(inside.name or name, inside.stream, budget, depth + 1)


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """A refusal says in which file of an archive."""
    try:
        yield
    except FileRefused as refusal:
        raise type(refusal)(f"In \u201c{name}\u201d: {refusal}") if name else refusal from None


def head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    head = stream.read(decoding.HEAD)
    stream.seek(0)
    return head
