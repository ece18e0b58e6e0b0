"""The tables of a file as a person sees them: which columns are read as what, which are only kept, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from screening.searches import assigning
from screening.searches.assigning import MOST_COLUMNS
from screening.searches.fileformat import FileRefused, Sample, Tabular
from screening.searches.opening import opened, told_of
from screening.searches.recognising import columns_in, told_by_itself

Mapping = dict[str, str]
Remembered = Callable[[str], Mapping | None]
"""The mapping that was used last for a table with this fingerprint."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table that a file is, or those with the same columns in an archive: so many ``files``, the first ``name``d.

    ``columns`` is the fingerprint. ``held`` are pairs of a column and the field read from it, ``unread`` the columns
    that are only kept; ``mapping`` is what a person said, ``remembered`` where it was said of an earlier file;
    ``program`` wrote the table, where nobody said otherwise. ``refused`` says why it cannot be read yet.
    """

    columns: str
    held: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    mapping: Mapping | None = None
    remembered: bool = False
    program: str = ""
    refused: str = ""
    name: str = ""
    files: int = 1


def table(found: Sample, said: Mapping | None, remembered: Remembered, *, sure: bool) -> Table:
    """With what was ``said`` now, or else before. ``sure``: the names of its columns tell that it holds records."""
    columns = assigning.fingerprint(found.columns)
    mapping = remembered(columns) if said is None else said
    if mapping:
        held = tuple(mapping.items())
    else:
        held = tuple((name, field) for name, field in zip(found.columns, found.fields, strict=True) if field)
    taken = {name for name, _ in held}
    return Table(
        columns,
        held[:MOST_COLUMNS],
        tuple(name for name in found.columns if name not in taken)[:MOST_COLUMNS],
        mapping,
        bool(mapping) and said is None,
        "" if mapping else found.program,
        "" if mapping or sure else assigning.unexplained(found),
    )


def tables_inside(
    stream: BinaryIO, encoding: str, said: Callable[[Sample], Mapping | None], remembered: Remembered
) -> tuple[Table, ...]:
    """Those in an archive, one for each set of columns. Raises ``FileRefused`` for a file that is not to be read."""
    seen: dict[str, Table] = {}
    for name, text, _ in opened(stream, encoding):
        with told_of(name):
            _, found, sure = told_by_itself(text)
        if found is None:
            continue
        columns = assigning.fingerprint(found.columns)
        if there := seen.get(columns):
            seen[columns] = replace(there, files=there.files + 1)
        else:
            seen[columns] = replace(table(found, said(found), remembered, sure=sure), name=name)
    return tuple(seen.values())


def sample_inside(stream: BinaryIO, encoding: str, columns: str, *, names: bool) -> Sample:
    """The first table in an archive that has these columns; without ``names`` its first row is one of records."""
    for _, text, _ in opened(stream, encoding):
        reader, found, _ = told_by_itself(text)
        if not found or assigning.fingerprint(found.columns) != columns:
            continue
        if names or not isinstance(reader, Tabular):
            return found
        return columns_in(reader.mapped(assigning.without_names(found)), text) or found
    raise FileRefused("There is no such table in this archive.")
