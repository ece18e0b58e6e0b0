"""When work that comes round by itself is next due. Times are UTC."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

MONTH = "month"
STEPS = {"day": timedelta(days=1), "week": timedelta(days=7), "fortnight": timedelta(days=14)}


def next_time(*, first: datetime, every: str, after: datetime) -> datetime:
    """The earliest of ``first``, ``first`` and one step, and two … that lies after ``after``.

    Steps that passed meanwhile are skipped, not made up for. Months are counted from ``first``: what begins on a
    31st comes on the last day of shorter months, and on a 31st again where there is one.
    """
    if first > after:
        return first
    if every != MONTH:
        step = STEPS[every]
        return first + step * ((after - first) // step + 1)
    months = (after.year - first.year) * 12 + after.month - first.month
    moment = _months_later(first, months)
    return moment if moment > after else _months_later(first, months + 1)


def _months_later(first: datetime, months: int) -> datetime:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return first.replace(year=year, month=month + 1, day=min(first.day, longest))
