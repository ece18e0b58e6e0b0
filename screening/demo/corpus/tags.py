"""Two functions that write XML elements; an element with nothing in it is left out, as PubMed does."""

from __future__ import annotations

import datetime as dt
from xml.sax.saxutils import escape, quoteattr


def holding(name: str, *content: str, **attributes: str) -> str:
    """An element around XML content."""
    inside = "".join(content)
    if not inside:
        return ""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{said}>{inside}</{name}>"


def saying(name: str, text: str, **attributes: str) -> str:
    """An element around plain text."""
    return holding(name, escape(text), **attributes)


def dated(name: str, day: dt.date, *more: str, **attributes: str) -> str:
    """An element around Year, Month and Day in digits."""
    parts = (("Year", f"{day.year}"), ("Month", f"{day.month:02}"), ("Day", f"{day.day:02}"))
    return holding(name, *(saying(part, value) for part, value in parts), *more, **attributes)
