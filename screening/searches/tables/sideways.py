"""Tables that lie on their side: a row for each field, its name first. Embase writes them as "fields by row"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from screening.records.description import Received
from screening.searches import rows
from screening.searches.tables.columns import is_name, layout
from screening.searches.tables.delimited import Row
from screening.searches.tables.describing import describe

_FIELDS = 4  # that must be told by names in the first column


def lies_on_its_side(first: Sequence[Row]) -> bool:
    """Whether the names in the first column tell more fields than those in any row."""
    names = [row.cells[0] for row in first if len(row.cells) > 1]
    fields = layout(names).fields
    across = max((len(layout(row.cells).fields) for row in first), default=0)
    return "title" in fields and len(fields) >= max(_FIELDS, across + 1)


def records(table: Iterable[Row]) -> Iterator[Received]:
    """A record begins with each title. What stands before the first one belongs to none."""
    block: list[Row] = []
    for row in table:
        name = row.cells[0] if row.cells else ""
        begins = len(row.cells) > 1 and is_name(name) and "title" in layout([name, ""]).fields
        if begins and block:
            yield _received(block)
            block = []
        if begins or block:
            block.append(row)
    if block:
        yield _received(block)


def _received(block: Sequence[Row]) -> Received:
    filled = [row for row in block if any(cell.strip() for cell in row.cells[1:])]
    names = [row.cells[0] for row in filled]
    values = ["; ".join(filter(None, map(str.strip, row.cells[1:]))) for row in filled]
    description, problems = describe(layout(names), values)
    problems += [row.problem for row in block if row.problem]
    damaged = any(row.damaged for row in block)
    return rows.row((row.raw for row in block), block[0].number, description, problems, damaged=damaged)
