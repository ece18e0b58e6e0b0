"""How much was judged when, how long it took, and when the rest will be done at that pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

WINDOW = 14  # days that an estimate looks back
LONGEST = 3650  # days; what takes longer is not told as a date


@dataclass(frozen=True, slots=True)
class Work:
    """``count`` candidates that a member (an id) first judged on one day, in so many seconds each."""

    by: int
    day: date
    seconds: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """``left`` things to do, of which ``done`` were done in the last ``days`` days, ``today`` among them."""

    left: int
    done: int
    days: int
    today: date

    @property
    def per_day(self) -> float:
        return self.done / self.days

    @property
    def days_left(self) -> int | None:
        """``None`` where nothing was done by which to tell."""
        return ceil(self.left / self.per_day) if self.done else None

    @property
    def ends_on(self) -> date | None:
        """``None`` where it cannot be told, or lies more than ten years ahead."""
        days = self.days_left
        return self.today + timedelta(days=days) if days is not None and days <= LONGEST else None


def estimate(*, left: int, done: int, began: date | None, today: date) -> Estimate:
    """``done`` in the last 14 days, or since ``began``, if that is later."""
    days = (today - began).days + 1 if began else WINDOW
    return Estimate(left, done, max(1, min(WINDOW, days)), today)


def recent(work: Iterable[Work], today: date) -> int:
    """How many were judged in the days that an estimate looks back."""
    since = today - timedelta(days=WINDOW - 1)
    return sum(one.count for one in work if one.day >= since)


def median_seconds(work: Iterable[Work]) -> float | None:
    """The middle of the seconds that were timed; ``None`` where none was."""
    counts: Counter[int] = Counter()
    for one in work:
        if one.seconds is not None:
            counts[one.seconds] += one.count
    total = counts.total()
    if not total:
        return None
    return (_at(counts, (total - 1) // 2) + _at(counts, total // 2)) / 2


def per_day(work: Iterable[Work], *, today: date, number: int) -> list[tuple[date, int]]:
    """How many on each of the last days, oldest first, those with none too."""
    counts = counted(work)
    return [(day, counts[day]) for day in _back(today, timedelta(days=1), number)]


def per_week(work: Iterable[Work], *, today: date, number: int) -> list[tuple[date, int]]:
    """How many in each of the last weeks, by their Monday, oldest first, this week too."""
    counts: Counter[date] = Counter()
    for day, count in counted(work).items():
        counts[monday(day)] += count
    return [(day, counts[day]) for day in _back(monday(today), timedelta(weeks=1), number)]


def counted(work: Iterable[Work]) -> Counter[date]:
    """How many on each day that had any."""
    counts: Counter[date] = Counter()
    for one in work:
        counts[one.day] += one.count
    return counts


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _back(last: date, step: timedelta, number: int) -> list[date]:
    return [last - step * back for back in reversed(range(number))]


def _at(counts: Mapping[int, int], place: int) -> int:
    """What stands at a place, from 0, when all are laid out in order."""
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError
