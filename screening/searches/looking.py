"""A first look at an export file: how it is read, what is in it, whether its columns must be explained first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from screening.lib import decoding
from screening.searches import archives, assigning, reading
from screening.searches.columns_seen import (
    Mapping,
    Remembered,
    Table,
    sample_inside,
    table,
    tables_inside,
)
from screening.searches.fileformat import FileRefused, Sample, UnknownColumns
from screening.searches.reading import NoColumns
from screening.searches.summarising import Summary, Watch, summarise

__all__ = ["Look", "Manner", "Mapping", "Remembered", "Table", "columns_of", "look"]

_TABLE = "csv"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is to be read, as far as somebody said: empty is "as found"; a ``mapping`` of ``{}`` says that the
    columns hold what their names say, whatever was used before. ``inside``: the same of the tables in an archive, by
    the fingerprint of their columns."""

    format_key: str = ""
    encoding: str = ""
    mapping: Mapping | None = None
    inside: dict[str, Mapping] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """``summary`` is missing for tables whose columns nobody has explained yet; then ``refused`` says what is missing.
    Without both, nobody has looked yet. ``tables``: the one that the file is, or those in the archive that it is
    (``packed``)."""

    manner: Manner = field(default_factory=Manner)
    summary: Summary | None = None
    tables: tuple[Table, ...] = ()
    packed: bool = False
    refused: str = ""

    @property
    def columns(self) -> str:
        """The fingerprint, where the file is a table."""
        return self.tables[0].columns if self.tables and not self.packed else ""

    @property
    def mapping(self) -> dict[str, Any]:
        """As it is kept with the run: what a person said of the table, or by fingerprint of those in the archive."""
        said = {one.columns: one.mapping for one in self.tables if one.mapping}
        return said if self.packed else said.get(self.columns, {})

    def explained(self, columns: str, mapping: Mapping) -> Manner | None:
        """The manner in which tables with these columns hold what somebody says; ``None`` where there are none."""
        if not any(one.columns == columns for one in self.tables):
            return None
        if self.packed:
            return replace(self.manner, inside=self.manner.inside | {columns: mapping})
        return replace(self.manner, mapping=mapping)


def look(
    stream: BinaryIO,
    manner: Manner,
    remembered: Remembered = lambda _: None,
    watch: Watch = lambda _: None,
) -> Look:
    """Reads the whole file. Raises ``FileRefused`` for what is no export file and no table either."""
    if _is_packed(stream):
        return _look_inside(stream, manner, remembered, watch)
    found = _table(stream, manner)
    if found is None:
        if manner.mapping:
            raise FileRefused("This file is no table: it has no columns of which to say what they hold.")
        return Look(manner, summary_of(stream, manner, watch))
    key, sample = found
    told = table(sample, manner.mapping, remembered, sure=key == manner.format_key)
    manner = replace(manner, format_key=key, mapping=told.mapping)
    if told.refused and told.mapping is None:  # nothing in it told us that it is a table of records
        return Look(manner, None, (told,), refused=told.refused)
    try:
        return Look(manner, summary_of(stream, manner, watch), (replace(told, refused=""),))
    except UnknownColumns:
        refused = assigning.unexplained(sample)
        return Look(manner, None, (replace(told, refused=refused),), refused=refused)


def summary_of(stream: BinaryIO, manner: Manner, watch: Watch = lambda _: None) -> Summary:
    """Raises ``FileRefused``."""
    chosen = manner.format_key
    summary = summarise(
        stream,
        format_key=chosen or None,
        mapping=manner.mapping or None,
        encoding=manner.encoding,
        inside=manner.inside,
        watch=watch,
    )
    if chosen and summary.format_key != chosen:
        raise FileRefused("Files in an archive are each read as what they are: unpack it to choose a format.")
    return summary


def columns_of(stream: BinaryIO, manner: Manner, *, names: bool = True, columns: str = "") -> Sample:
    """What a person sees of a table before saying what its columns hold: of one in an archive by its fingerprint.
    Raises ``FileRefused``.

    Without ``names`` the first row is one of records.
    """
    if _is_packed(stream):
        return sample_inside(stream, manner.encoding, columns, names=names)
    key = manner.format_key or None
    found = reading.sample(stream, key, None, manner.encoding)
    if names:
        return found
    return reading.sample(stream, key, assigning.without_names(found), manner.encoding)


def _look_inside(stream: BinaryIO, manner: Manner, remembered: Remembered, watch: Watch) -> Look:
    """One mapping for each set of columns; a ``mapping`` of the manner is for all that have one of its columns."""

    def said(found: Sample) -> Mapping | None:
        for_all = manner.mapping if set(manner.mapping or ()) & set(found.columns) else None
        return manner.inside.get(assigning.fingerprint(found.columns), for_all)

    tables = tables_inside(stream, manner.encoding, said, remembered)
    if manner.mapping and not tables:
        raise FileRefused("There is no table in this archive of whose columns to say what they hold.")
    inside = {one.columns: one.mapping for one in tables if one.mapping is not None}
    manner = replace(manner, mapping=None, inside=inside)
    if refused := [one for one in tables if one.refused]:
        sentences = (
            f"In \u201c{one.name}\u201d: {one.refused}" if one.name else one.refused for one in refused
        )
        return Look(manner, None, tables, packed=True, refused=" ".join(sentences))
    return Look(manner, summary_of(stream, manner, watch), tables, packed=True)


def _is_packed(stream: BinaryIO) -> bool:
    stream.seek(0)
    packed = archives.kind(stream.read(decoding.HEAD))
    stream.seek(0)
    return bool(packed)


def _table(stream: BinaryIO, manner: Manner) -> tuple[str, Sample] | None:
    """The table that the file is, with the format to read it in: one that no name of a column tells is read as CSV."""
    try:
        return manner.format_key, columns_of(stream, manner)
    except NoColumns:
        return None
    except FileRefused:
        if manner.format_key:
            return None
    try:
        found = columns_of(stream, replace(manner, format_key=_TABLE))
    except FileRefused:
        return None
    return (_TABLE, found) if assigning.is_table(found) else None
