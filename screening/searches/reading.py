"""A file's records, and what to show before they are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from screening.lib import decoding
from screening.lib.recoding import ENCODINGS, as_received, recoded
from screening.records.description import Description, Received
from screening.searches import archives
from screening.searches.archives import Budget
from screening.searches.fileformat import FORMATS, Binary, FileFormat, FileRefused, Sample, Tabular
from screening.searches.joined import CLOSED, other_format
from screening.searches.recognising import Inside, is_binary, reader_inside, reader_of, recognise
from screening.searches.repeating import Repeat, Repeats
from screening.searches.rows import tells_of_a_part

__all__ = [
    "NoColumns",
    "Part",
    "Problem",
    "Summary",
    "Watch",
    "opened",
    "read",
    "recognise",
    "sample",
    "summarise",
    "told_of",
]

Watch = Callable[[int], None]

_WATCHED = 500  # records
_PROBLEMS_SHOWN = 50
_TABLES = "csv"
_HAVE_A_HEADER = (_TABLES, "wos_tab")
_SURELY_A_TABLE = 0.75  # a line of BibTeX may look like the names of two or three columns
_CHECKED = ("title", "abstract", "year", "doi", "authors")


class NoColumns(FileRefused):
    """What was asked for its columns is no table."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one record, and the line of the file where it begins."""

    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A file before its import. ``missing`` counts readable records without a field; ``problems`` are the
    first 50 of ``problem_count``; ``unreadable`` records will be kept raw. For an archive, ``format_key`` is its
    kind and the label names the formats in it; ``encoding`` is empty for what is no text. ``repeats`` are the first
    of ``repeated`` records with an accession number that one before has; ``partial`` says why the file seems to be
    a part of what was to be exported."""

    format_key: str
    format_label: str
    encoding: str
    records: int
    unreadable: int
    first: tuple[Description, ...]
    missing: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int
    repeats: tuple[Repeat, ...] = ()
    repeated: int = 0
    partial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one of those in an archive (then it has a ``name``), and what reads it. ``stream`` is UTF-8 where
    it was recoded from another ``encoding``."""

    name: str
    reader: FileFormat
    stream: BinaryIO
    encoding: str = ""


def read(
    stream: BinaryIO,
    format_key: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    inside: Inside | None = None,
) -> Iterator[Received]:
    """Every record of a file that can be rewound, or of each file in the archive that it is, in their order; in
    the format found or the one given. ``mapping`` says which field a table's column holds, ``inside`` likewise of the
    tables in an archive; ``encoding`` (one of ``ENCODINGS``) goes before the one found.

    Raises ``FileRefused``: at once for what is no such file, later where there is no record, one never ends or a
    further file in an archive cannot be read.
    """
    parts = _parts(stream, format_key, mapping, encoding, inside)
    return _some(chain.from_iterable(map(_records, chain([next(parts)], parts))))


def _some(found: Iterator[Received]) -> Iterator[Received]:
    first = next(found, None)
    if first is None:
        raise FileRefused("There is no record in this file.")
    yield first
    yield from found


def sample(
    stream: BinaryIO,
    format_key: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
) -> Sample:
    """The columns of a table (the first in an archive) and what they are taken to hold, for a person to mend and
    give back as ``mapping``. Raises ``FileRefused``; ``NoColumns`` for a format that has none."""
    part = next(_parts(stream, format_key, mapping, encoding))
    if not isinstance(part.reader, Tabular):
        raise NoColumns(f"{part.reader.label} has no columns.")
    return part.reader.sample(part.stream)


def summarise(
    stream: BinaryIO,
    limit: int = 10,
    format_key: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    inside: Inside | None = None,
    watch: Watch = lambda _: None,
) -> Summary:
    """Reads the whole file once and keeps the first ``limit`` descriptions; ``watch`` is told now and then how many
    records it has seen, and may raise to stop. Raises ``FileRefused``."""
    kind = archives.kind(_head(stream))
    count, keys, labels, encodings = _Count(limit, watch), [], [], []
    for part in _parts(stream, format_key, mapping, encoding, inside):
        keys.append(part.reader.key)
        labels.append(part.reader.label)
        if not isinstance(part.reader, Binary):
            encodings.append(ENCODINGS.get(part.encoding) or decoding.name_encoding(part.stream))
        count.add(_records(part))
    label = ", ".join(dict.fromkeys(labels)) + (f" in a {archives.KINDS[kind]}" if kind else "")
    if not count.records:
        raise FileRefused(f"There is no record in this file, read as {label}.")
    return Summary(
        kind or keys[0],
        label,
        ", ".join(dict.fromkeys(encodings)),
        count.records,
        count.unreadable,
        tuple(count.first),
        count.missing,
        tuple(count.problems),
        count.problem_count,
        tuple(count.repeats.first),
        count.repeats.count,
        tuple(dict.fromkeys(count.partial)),
    )


class _Count:
    """What a summary says of records."""

    def __init__(self, limit: int, watch: Watch) -> None:
        self._limit, self._watch = limit, watch
        self.records = self.unreadable = self.problem_count = 0
        self.first: list[Description] = []
        self.problems: list[Problem] = []
        self.missing = dict.fromkeys(_CHECKED, 0)
        self.repeats = Repeats()
        self.partial: list[str] = []

    def add(self, found: Iterable[Received]) -> None:
        problem = ""
        for received in found:
            self.records += 1
            if self.records % _WATCHED == 0:
                self._watch(self.records)
            problem = received.problem
            self.repeats.look_at(received)
            if received.problem:
                self.problem_count += 1
                if len(self.problems) < _PROBLEMS_SHOWN:
                    self.problems.append(Problem(received.line, received.problem))
            if received.description is None:
                self.unreadable += 1
            else:
                self._describe(received.description)
        if tells_of_a_part(problem):  # the last record's
            self.partial.append(problem)

    def _describe(self, description: Description) -> None:
        if len(self.first) < self._limit:
            self.first.append(description)
        for field in _CHECKED:
            self.missing[field] += not getattr(description, field)


def _parts(
    stream: BinaryIO,
    format_key: str | None,
    mapping: Mapping[str, str] | None,
    encoding: str,
    inside: Inside | None = None,
) -> Iterator[Part]:
    """The file, or each file in the archive; to be read before the next is asked for."""
    wanted = None if format_key in archives.KINDS else format_key
    for name, text, own in opened(stream, encoding):
        with told_of(name):
            reader = reader_inside(text, inside) if inside else reader_of(_head(text), wanted, mapping)
        yield Part(name, reader, text, own)


def opened(stream: BinaryIO, encoding: str = "") -> Iterator[tuple[str, BinaryIO, str]]:
    """Its name in the archive, the text and the encoding it was recoded from, of the file or of each in the archive."""
    if encoding and encoding not in ENCODINGS:
        raise FileRefused(f"There is no encoding \u201c{encoding}\u201d; there are {', '.join(ENCODINGS)}.")
    for name, file in _files("", stream, Budget(), 0):
        own = "" if is_binary(_head(file)) else encoding
        with told_of(name), recoded(file, own) as text:
            yield name, text, own


def _files(name: str, stream: BinaryIO, budget: Budget, depth: int) -> Iterator[tuple[str, BinaryIO]]:
    kind = archives.kind(_head(stream))
    if not kind:
        yield name, stream
        return
    if depth == archives.MOST_NESTED:
        raise FileRefused("This archive holds an archive that holds another: unpack it first.")
    for inside in archives.unpacked(stream, kind, budget):
        yield from _files(inside.name or name, inside.stream, budget, depth + 1)


def _records(part: Part) -> Iterator[Received]:
    """What stands before the first record or behind the last is in their ``raw``: those are looked at twice."""
    with told_of(part.name):
        own = "" if isinstance(part.reader, Binary) else part.reader.key
        found = part.reader.read(part.stream)
        last = next(found, None)
        at_edge = True
        for received in found:
            if last:
                yield _told(last, part, own, at_edge)
            last, at_edge = received, False
        if last:
            yield _told(last, part, own, at_edge=True)


def _told(received: Received, part: Part, own: str, at_edge: bool) -> Received:
    received = _checked(received, part.name, own, at_edge)
    return replace(received, raw=as_received(received.raw, part.encoding)) if part.encoding else received


def _checked(received: Received, file: str, own: str, at_edge: bool) -> Received:
    """With what is wrong besides what its reader said, and in which ``file`` of an archive."""
    if not received.problem and own in CLOSED:
        return received
    other = other_format(received.raw, own) if own else ""
    if at_edge and own and not other and own not in _HAVE_A_HEADER and _is_table(received.raw):
        other = _TABLES
    if not other and not (file and received.problem):
        return received
    problems = [received.problem] if received.problem else []
    if other:
        problems.append(
            f"Beside it stands something in another format ({FORMATS[other].label}): several files seem to have been"
            " joined. Take them apart and import each."
        )
    told = f"In \u201c{file}\u201d: " if file else ""
    return replace(received, problem=told + " ".join(problems))


def _is_table(raw: bytes) -> bool:
    return FORMATS[_TABLES]().recognises(decoding.text_of(raw[: decoding.HEAD])) > _SURELY_A_TABLE


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """A refusal says in which file of an archive."""
    try:
        yield
    except FileRefused as refusal:
        raise type(refusal)(f"In \u201c{name}\u201d: {refusal}") if name else refusal from None


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    head = stream.read(decoding.HEAD)
    stream.seek(0)
    return head
