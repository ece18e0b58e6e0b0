"""CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# OWASP, "CSV Injection": a cell that begins with one of these may be run as a formula.
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's own code page


def defused(value: object) -> str:
    """A cell's text; one that a spreadsheet would run gets a leading apostrophe. Numbers stay."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole table as CSV (RFC 4180, with a byte order mark), every cell defused."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow([defused(cell) for cell in header])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()
