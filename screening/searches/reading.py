"""A file's records, and the columns of one that is a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from screening.lib import decoding
from screening.lib.recoding import as_received
from screening.records.description import Received
from screening.searches.fileformat import FORMATS, Binary, FileRefused, Sample, Tabular
from screening.searches.joined import CLOSED, other_format
from screening.searches.opening import Part, parts, told_of
from screening.searches.recognising import Inside, recognise

__all__ = ["NoColumns", "read", "recognise", "records", "sample"]

_TABLES = "csv"
_HAVE_A_HEADER = (_TABLES, "wos_tab")
_SURELY_A_TABLE = 0.75  # a line of BibTeX may look like the names of two or three columns


class NoColumns(FileRefused):
    """What was asked for its columns is no table."""


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
    found = parts(stream, format_key, mapping, encoding, inside)
    return _some(chain.from_iterable(map(records, chain([next(found)], found))))


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
    part = next(parts(stream, format_key, mapping, encoding))
    if not isinstance(part.reader, Tabular):
        raise NoColumns(f"{part.reader.label} has no columns.")
    return part.reader.sample(part.stream)


def records(part: Part) -> Iterator[Received]:
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
