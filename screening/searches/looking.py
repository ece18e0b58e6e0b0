"""A first look at an export file: how it is read, what is in it, whether its columns must be explained first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from screening.lib import decoding
from screening.searches import archives, assigning, reading
from screening.searches.fileformat import FileRefused, Sample, UnknownColumns
from screening.searches.reading import NoColumns, Summary

_TABLE = "csv"

Mapping = dict[str, str]
Remembered = Callable[[str], Mapping | None]
"""The mapping that was used last for a table with this fingerprint."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is to be read, as far as somebody said: empty is "as found"; a ``mapping`` of ``{}`` says that the
    columns hold what their names say, whatever was used before."""

    format_key: str = ""
    encoding: str = ""
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """``columns`` is the fingerprint of a table; ``remembered`` when the mapping was that of an earlier file.
    ``summary`` is missing for a table whose columns nobody has explained yet; then ``refused`` says what is missing.
    Without both, nobody has looked yet."""

    manner: Manner = field(default_factory=Manner)
    summary: Summary | None = None
    columns: str = ""
    program: str = ""
    remembered: bool = False
    refused: str = ""


def look(stream: BinaryIO, manner: Manner, remembered: Remembered = lambda _: None) -> Look:
    """Reads the whole file. Raises ``FileRefused`` for what is no export file and no table either."""
    table = _table(stream, manner)
    if table is None:
        if manner.mapping:
            raise FileRefused("This file is no table: it has no columns of which to say what they hold.")
        return Look(manner, summary_of(stream, manner))
    key, found = table
    columns = assigning.fingerprint(found.columns)
    used = remembered(columns) if manner.mapping is None else manner.mapping
    if key != manner.format_key and used is None:  # nothing in it told us that it is a table of records
        return Look(replace(manner, format_key=key), None, columns, refused=assigning.unexplained(found))
    from_before = bool(used) and manner.mapping is None
    manner = replace(manner, format_key=key, mapping=used)
    try:
        summary = summary_of(stream, manner)
    except UnknownColumns:
        return Look(manner, None, columns, refused=assigning.unexplained(found))
    return Look(manner, summary, columns, "" if used else found.program, from_before)


def summary_of(stream: BinaryIO, manner: Manner) -> Summary:
    """Raises ``FileRefused``."""
    chosen = manner.format_key
    summary = reading.summarise(
        stream, format_key=chosen or None, mapping=manner.mapping or None, encoding=manner.encoding
    )
    if chosen and summary.format_key != chosen:
        raise FileRefused("Files in an archive are each read as what they are: unpack it to choose a format.")
    return summary


def columns_of(stream: BinaryIO, manner: Manner, *, names: bool = True) -> Sample:
    """What a person sees of a table before saying what its columns hold. Raises ``FileRefused``.

    Without ``names`` the first row is one of records.
    """
    key = manner.format_key or None
    found = reading.sample(stream, key, None, manner.encoding)
    if names:
        return found
    return reading.sample(stream, key, assigning.without_names(found), manner.encoding)


def _table(stream: BinaryIO, manner: Manner) -> tuple[str, Sample] | None:
    """The table that the file is, with the format to read it in: one that no name of a column tells is read as CSV."""
    try:
        return manner.format_key, columns_of(stream, manner)
    except NoColumns:
        return None
    except FileRefused:
        stream.seek(0)
        if manner.format_key or archives.kind(stream.read(decoding.HEAD)):
            return None
    try:
        found = columns_of(stream, replace(manner, format_key=_TABLE))
    except FileRefused:
        return None
    return (_TABLE, found) if assigning.is_table(found) else None
