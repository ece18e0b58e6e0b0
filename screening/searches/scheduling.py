"""Searches that are run by themselves: set, taken up when they are due, paused when they cannot be run."""

from __future__ import annotations

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.turns import TurnTaken, arrange, night_of, pause, take_turn
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.asking import query_for
from screening.searches.connector import CONNECTORS
from screening.searches.models import Run, Schedule, Search
from screening.searches.runs import start_run
from screening.searches.telling import tell_pause

AT_ONCE = 100  # schedules of one round

logger = logging.getLogger(__name__)


@operation(Permission.RUN_SEARCHES)
def set_schedule(*, by: Member, search: Search, every: str, first_on: date) -> Schedule:
    """Run the search ``every`` so often, from the night of ``first_on``, in ``by``'s name; ``""`` turns it off.

    A schedule that was paused goes on. Raises ``ValidationError`` for a source that cannot be searched from here, and
    a strategy that cannot be sent.
    """
    if search.source.connector not in CONNECTORS:
        raise ValidationError(f"{search.source} has no connector: only its files can be imported.")
    if not search.strategy.strip():
        raise ValidationError("There is no strategy to run. Write it first.")
    query_for(search)  # lines that do not fit together are refused now, not at night
    schedule, _ = Schedule.objects.get_or_create(review=by.review, search=search)
    arrange(row=schedule, setter=by, every=every, first_at=night_of(first_on))
    return schedule


@operation(Permission.RUN_SEARCHES)
def start_on_schedule(*, by: Member, schedule: Schedule) -> Run:
    """Start the run that is due: one for each due time, whoever else looks. Raises ``TurnTaken``, or as ``start_run``.

    If the search runs already because somebody pressed the button, that run is the one.
    """
    due = take_turn(row=schedule)
    run, _ = start_run(by=by, search=schedule.search)
    if Run.objects.filter(pk=run.pk, due_at=None).update(due_at=due):
        run.due_at = due
    trail.record(Event.SCHEDULE_KEPT, schedule, run=run.pk, due=due.isoformat())
    return run


def start_due() -> list[Run]:
    """Start what is due now. One that cannot be run is paused, and its owner is told why."""
    due = Schedule.objects.filter(next_due_at__lte=timezone.now()).order_by("next_due_at")
    found = due.select_related("review", "search__source", "set_by__user", "set_by__review")[:AT_ONCE]
    started = []
    for schedule in found:
        try:
            started += _started_or_paused(schedule)
        except TurnTaken:
            continue
        except DatabaseError:  # locked or restarted: it stays due, and must not keep the others waiting
            logger.exception("Schedule %s could not be kept now", schedule.pk)
    return started


def _started_or_paused(schedule: Schedule) -> list[Run]:
    by = schedule.set_by
    if by is None or not by.may(Permission.RUN_SEARCHES):
        _pause(
            schedule,
            f"{by} set it and may no longer run searches here. Somebody with the right can set it again.",
        )
        return []
    try:
        return [start_on_schedule(by=by, schedule=schedule)]
    except ValidationError as refusal:
        _pause(schedule, " ".join(refusal.messages))
        return []


def _pause(schedule: Schedule, why: str) -> None:
    """Nobody acts, so the trail names nobody."""
    with trail.follow(review_id=schedule.review_id, actor_id=None):
        pause(row=schedule, why=why)
        tell_pause(schedule, why)
