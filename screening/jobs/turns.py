"""Turns of recurring work: each is taken once, however many workers look; one that was missed is not made up for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Recurring
from screening.lib.cadence import next_time
from screening.reviews.models import Member

# NCBI asks for large jobs between 21:00 and 5:00 Eastern time: https://www.ncbi.nlm.nih.gov/books/NBK25497/
NIGHT = time(4, 0, tzinfo=UTC)


class TurnTaken(Exception):
    """Another worker was quicker, or somebody changed the schedule meanwhile: leave everything as it is."""


def night_of(day: date) -> datetime:
    return datetime.combine(day, NIGHT)


def next_night() -> datetime:
    return night_of(timezone.now().date() + timedelta(days=1))


def arrange(*, row: Recurring, setter: Member | None, every: str, first_at: datetime) -> None:
    """Say how often, from when and in whose name; what was paused goes on. A part of other operations."""
    row.every, row.first_at = every, first_at if every else None
    row.next_due_at, row.paused_because = row.first_at, ""
    row.set_by, row.set_at = setter, timezone.now()
    row.save()
    trail.record(Event.SCHEDULE_SET, row, every=every or "off", first=str(first_at.date()) if every else "")


def take_turn(*, row: Recurring) -> datetime:
    """Claim the time at which the row is due, and move it on. Returns that time; raises ``TurnTaken``.

    Call it inside the operation that does the work: if that fails, the time is due again.
    """
    due = row.next_due_at
    if due is None or row.first_at is None:
        raise TurnTaken
    following = next_time(first=row.first_at, every=row.every, after=timezone.now())
    # by the row's own columns only, so that of two workers the second finds none left
    if not type(row).objects.filter(pk=row.pk, next_due_at=due).update(next_due_at=following):
        raise TurnTaken
    return due


def pause(*, row: Recurring, why: str) -> None:
    """No further turns until somebody sets it again. A part of other changes; raises ``TurnTaken``."""
    same = type(row).objects.filter(pk=row.pk, next_due_at=row.next_due_at)
    if not same.update(next_due_at=None, paused_because=why):
        raise TurnTaken
    trail.record(Event.SCHEDULE_PAUSED, row)
