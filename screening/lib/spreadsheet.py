"""CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

# OWASP, "CSV Injection": a cell that begins with one of these, or its full-width form, may be run as a formula.
FORMULA = re.compile(r"[=+\-@|\t\r＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's own code page


def defused(value: object) -> str:
    """A cell's text; one that a spreadsheet would run gets an apostrophe, which import takes off. Numbers stay."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text.lstrip("'")) and not NUMBER.fullmatch(text) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV (RFC 4180) line by line, with a byte order mark, every cell defused: for tables of any length."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    for row in chain([header], rows):
        writer.writerow([defused(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole table as one text."""
    return "".join(csv_lines(header, rows))
