"""Dates as PubMed reads them: YYYY, YYYY/MM or YYYY/MM/DD, each standing for all its days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

_DATE: Final = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?$")


class NotADate(ValueError):
    """The text is not a date PubMed reads."""


def interval(first: str, last: str) -> tuple[dt.date, dt.date]:
    """First day of ``first`` to last day of ``last``; ``3000`` or ``present`` as the end means no end."""
    return _days(first)[0], _days(last)[1]


def _days(text: str) -> tuple[dt.date, dt.date]:
    if text.lower() == "present":
        return dt.date.max, dt.date.max
    match = _DATE.match(text.strip())
    if not match:
        raise NotADate(text)
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        start, end = month or 1, month or 12
        return dt.date(year, start, 1), dt.date(year, end, calendar.monthrange(year, end)[1])
    except ValueError as problem:
        raise NotADate(text) from problem
