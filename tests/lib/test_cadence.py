from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from screening.lib.cadence import next_time


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "first", "after", "due"),
    [
        ("day", "2026-01-01T04:00", "2025-12-01T00:00", "2026-01-01T04:00"),
        ("day", "2026-01-01T04:00", "2026-01-01T04:00", "2026-01-02T04:00"),
        ("day", "2026-01-01T04:00", "2026-01-01T04:01", "2026-01-02T04:00"),
        ("week", "2026-01-01T04:00", "2026-01-01T04:00", "2026-01-08T04:00"),
        ("week", "2026-01-01T04:00", "2026-03-04T12:00", "2026-03-05T04:00"),
        ("fortnight", "2026-01-01T04:00", "2026-01-09T00:00", "2026-01-15T04:00"),
        ("month", "2026-01-15T04:00", "2026-01-15T04:00", "2026-02-15T04:00"),
        ("month", "2026-01-31T04:00", "2026-01-31T05:00", "2026-02-28T04:00"),
        ("month", "2026-01-31T04:00", "2026-02-28T04:00", "2026-03-31T04:00"),
        ("month", "2024-01-31T04:00", "2024-02-01T00:00", "2024-02-29T04:00"),
        ("month", "2025-11-30T04:00", "2025-12-30T04:00", "2026-01-30T04:00"),
        ("month", "2025-12-31T04:00", "2027-06-30T03:59", "2027-06-30T04:00"),
    ],
)
def test_the_next_time(every: str, first: str, after: str, due: str) -> None:
    assert next_time(first=at(first), every=every, after=at(after)) == at(due)


@pytest.mark.parametrize("every", ["day", "week", "fortnight", "month"])
def test_it_lies_ahead_and_is_the_nearest(every: str) -> None:
    first, after = at("2024-01-31T04:00"), at("2024-01-01T00:00")
    for _ in range(900):
        after += timedelta(hours=23)
        due = next_time(first=first, every=every, after=after)
        assert due > after
        assert next_time(first=first, every=every, after=due - timedelta(seconds=1)) == due
