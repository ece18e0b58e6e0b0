"""The records of a table: where its header stands, and every row under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from screening.records.description import Received
from screening.searches import rows
from screening.searches.fileformat import Sample, UnknownColumns
from screening.searches.tables.columns import Layout, is_name, layout, mapped
from screening.searches.tables.delimited import Row
from screening.searches.tables.describing import describe

SEARCHED = 50  # rows in which the header is looked for: Embase writes three lines before it, Dimensions one
_SHOWN = 5  # rows of a sample
_AGAIN = 4  # known columns that make a row in the middle of a table a header of its own


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header stands, counted in rows from 0, and what its columns hold."""

    row: int
    width: int
    layout: Layout


def best_header(first: Sequence[Row], mapping: Mapping[str, str] | None = None) -> Header | None:
    """The row that names the most fields; with a ``mapping`` the one that has the most of its columns, and before
    the first row if it says ``column 1``, ``column 2`` …: then nothing is a header."""
    found = [
        Header(place, len(row.cells), mapped(row.cells, mapping) if mapping else layout(row.cells))
        for place, row in enumerate(first)
    ]
    best = max(found, key=lambda header: len(header.layout.fields), default=None)
    if best and best.layout.fields:
        return best
    widest = max((len(row.cells) for row in first), default=0)
    without_names = mapped([""] * widest, mapping) if mapping else None
    return Header(-1, widest, without_names) if without_names and without_names.fields else None


def guessed_header(first: Sequence[Row]) -> Header | None:
    """Where nothing is known: the first row that is as wide as those after it."""
    widest = max((_filled(row.cells) for row in first), default=0)
    for place, row in enumerate(first):
        if row.cells and _filled(row.cells) == widest:
            return Header(place, len(row.cells), layout(row.cells))
    return None


def records(table: Iterable[Row], header: Header, *, sheet: bool = False) -> Iterator[Received]:
    """Every row under the header that is not empty. A row that is a header itself (tables put end to end) says how
    those after it are read. In a ``sheet`` no cell is missing: the empty ones at a row's end are only not told."""
    current = header.layout
    waiting: Row | None = None
    for row in islice(table, header.row + 1, None):
        if not any(cell and not cell.isspace() for cell in row.cells):
            continue
        if next_header := _header_again(row, current):
            current = next_header
            continue
        if waiting:
            yield _received(waiting, current, sheet=sheet)
        waiting = row
    if waiting:
        yield _received(waiting, current, last=True, sheet=sheet)


def sample(first: Sequence[Row], header: Header | None) -> Sample:
    """What a person sees before saying what the columns hold."""
    if header is None:
        return Sample()
    columns = header.layout
    held = {number: name for name, numbers in columns.fields.items() for number in numbers}
    under = (row.cells for row in first[header.row + 1 :] if any(cell.strip() for cell in row.cells))
    return Sample(
        columns.names,
        tuple(held.get(number, "") for number in range(len(columns.names))),
        tuple(tuple(cells) for cells in islice(under, _SHOWN)),
        columns.program,
    )


def no_header(first: Sequence[Row]) -> UnknownColumns:
    """For a table none of whose columns is known."""
    header = guessed_header(first)
    names = ", ".join(f"\u201c{name}\u201d" for name in (header.layout.names if header else ())[:8])
    return UnknownColumns(
        f"None of the columns has a name that we know ({names[:300] or 'there are none'}). Say which column holds"
        " the title, or name the columns Title, Authors, Year, Journal, DOI and Abstract."
    )


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _header_again(row: Row, current: Layout) -> Layout | None:
    if len(row.cells) < 2 or not is_name(row.cells[0]):
        return None
    found = layout(row.cells)
    if found.names == current.names:
        return current
    return found if len(found.fields) >= _AGAIN else None


def _received(row: Row, columns: Layout, *, last: bool = False, sheet: bool = False) -> Received:
    width = len(columns.names)
    if len(row.cells) == 1 < width:
        problem = f"It has one cell where the table has {width} columns: it may be a note and not a record."
        return rows.row(
            [row.raw], row.number, None, filter(None, [problem, row.problem]), damaged=row.damaged
        )
    description, problems = describe(columns, row.cells)
    if _filled(row.cells[width:]) or (len(row.cells) < width / 2 and not sheet):
        problems.append(
            f"It has {len(row.cells)} cells where the table has {width} columns: look whether they are right."
        )
    cut = last and len(row.cells) < width and not row.raw.endswith((b"\n", b"\r", b"\0"))
    return rows.row(
        [row.raw],
        row.number,
        description,
        filter(None, [*problems, row.problem]),
        damaged=row.damaged,
        cut=cut,
    )
