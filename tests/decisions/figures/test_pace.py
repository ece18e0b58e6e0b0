from datetime import date, timedelta

import pytest

from screening.decisions.figures.pace import Work, estimate, median_seconds, per_day, per_week, recent

TODAY = date(2026, 3, 12)  # a Thursday


def back(days):
    return TODAY - timedelta(days=days)


def test_an_estimate_looks_back_two_weeks():
    found = estimate(left=100, done=70, began=back(60), today=TODAY)
    assert (found.days, found.per_day, found.days_left) == (14, 5, 20)
    assert found.ends_on == date(2026, 4, 1)


@pytest.mark.parametrize(("began", "days"), [(0, 1), (3, 4), (13, 14), (14, 14)])
def test_or_as_long_as_there_was_work(began, days):
    assert estimate(left=1, done=1, began=back(began), today=TODAY).days == days


def test_no_estimate_from_nothing():
    found = estimate(left=100, done=0, began=None, today=TODAY)
    assert (found.days_left, found.ends_on) == (None, None)


def test_what_takes_ages_has_no_date():
    found = estimate(left=1_000_000_000, done=1, began=back(30), today=TODAY)
    assert (found.days_left, found.ends_on) == (14_000_000_000, None)


def test_nothing_left_is_done_today():
    assert estimate(left=0, done=5, began=TODAY, today=TODAY).ends_on == TODAY


def test_a_clock_set_wrong_ends_nothing():
    assert estimate(left=5, done=5, began=back(-3), today=TODAY).days == 1


def test_recent_work():
    work = [Work(1, back(days), None, 2) for days in (0, 13, 14)]
    assert recent(work, TODAY) == 4


@pytest.mark.parametrize(
    ("seconds", "median"),
    [
        ([5], 5),
        ([3, 9], 6),
        ([1, 2, 100], 2),
        ([4, 4, 4, 8], 4),
        ([1, 2, 3, 10], 2.5),
        ([None], None),
        ([], None),
    ],
)
def test_median(seconds, median):
    assert median_seconds([Work(1, TODAY, one, 1) for one in seconds]) == median


def test_the_median_counts_each():
    assert median_seconds([Work(1, TODAY, 2, 3), Work(1, TODAY, 50, 2), Work(1, TODAY, None, 99)]) == 2


def test_days_and_weeks():
    work = [
        Work(1, back(0), None, 1),
        Work(2, back(2), None, 4),
        Work(2, back(4), None, 7),
        Work(2, back(40), None, 9),
    ]
    assert per_day(work, today=TODAY, number=4) == [(back(3), 0), (back(2), 4), (back(1), 0), (TODAY, 1)]
    assert per_week(work, today=TODAY, number=2) == [(date(2026, 3, 2), 7), (date(2026, 3, 9), 5)]
