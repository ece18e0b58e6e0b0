"""What the columns of a table may hold, told by the cells where the name of the column tells nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from screening.lib import identifiers
from screening.records.dates import year_in
from screening.searches.fileformat import Sample

_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLE = range(25, 400)  # characters, on average
_NAMES = re.compile(r"[^\d;]{2,60}(?:;\s*[^\d;]{2,60})*")
_INITIALS = re.compile(r"\b[A-Z]\.?(?:[A-Z]\.?)?(?=[\s,;]|$)")
_LONG = 400


def guessed(found: Sample) -> tuple[str, ...]:
    """A field for each column, ``""`` where nothing is likely. Names go before cells; no field is guessed twice."""
    fields = list(found.fields)
    columns = [_filled(found.rows, number) for number in range(len(fields))]
    for field, fits in _SIGNS.items():
        if field in fields:
            continue
        likely = (number for number, cells in enumerate(columns) if not fields[number] and fits(cells))
        longest = max(likely, key=lambda number: _length(columns[number]), default=None)
        if longest is not None:
            fields[longest] = field
    return tuple(fields)


def _filled(rows: Sequence[Sequence[str]], number: int) -> list[str]:
    return [cell for row in rows if number < len(row) and (cell := row[number].strip())]


def _length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / max(len(cells), 1)


def _all(fits: Callable[[str], object]) -> Callable[[Sequence[str]], bool]:
    return lambda cells: bool(cells) and all(map(fits, cells))


def _title(cells: Sequence[str]) -> bool:
    return int(_length(cells)) in _TITLE and all(" " in cell for cell in cells)


def _authors(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_NAMES.fullmatch(cell) and _INITIALS.search(cell) for cell in cells)


_SIGNS: dict[str, Callable[[Sequence[str]], bool]] = {  # in this order: what is sure goes first
    "doi": _all(lambda cell: len(cell) < 200 and identifiers.doi(cell)),
    "nct": _all(lambda cell: len(cell) < 20 and identifiers.nct(cell)),
    "url": _all(lambda cell: cell.startswith(("http://", "https://"))),
    "year": _all(_YEAR.fullmatch),
    "date": _all(lambda cell: len(cell) < 30 and year_in(cell)),
    "abstract": lambda cells: _length(cells) > _LONG,
    "authors": _authors,
    "title": _title,
}
