"""Chores, and turns that are taken once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.jobs.handlers import CHORES, chore
from screening.jobs.tasks import do_chore
from screening.jobs.turns import TurnTaken, arrange, next_night, pause, take_turn
from screening.retractions.models import RetractionWatch
from screening.reviews.models import Member
from tests.casting import arranging


def test_every_chore_of_the_settings_is_done_by_somebody() -> None:
    assert settings.CHORES.keys() == CHORES.keys()
    asked = [entry["args"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if "args" in entry]
    assert sorted(asked) == sorted([name] for name in CHORES)


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="Two chores"):
        chore("notices.mail")(lambda: None)


def test_the_scheduler_does_a_chore_by_its_name(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("screening.jobs.tasks.close_old_connections", lambda: None)
    monkeypatch.setitem(CHORES, "a.chore", lambda: done.append("yes"))
    do_chore("a.chore")
    assert done == ["yes"]


@pytest.fixture
def row(owen: Member) -> RetractionWatch:
    watch = RetractionWatch(review=owen.review)
    with arranging(owen.review):
        arrange(row=watch, setter=owen, every="week", first_at=timezone.now() - timedelta(days=30))
    return watch


def test_a_turn_moves_the_row_past_now_in_one_step(owen: Member, row: RetractionWatch) -> None:
    first = row.next_due_at
    with arranging(owen.review):
        assert take_turn(row=row) == first
    row.refresh_from_db()
    assert row.next_due_at == first + timedelta(days=35), "four turns were missed, and are not made up for"


def test_a_turn_is_taken_once(owen: Member, row: RetractionWatch) -> None:
    as_another_worker_saw_it = RetractionWatch.objects.get(pk=row.pk)
    with arranging(owen.review):
        take_turn(row=row)
        with pytest.raises(TurnTaken):
            take_turn(row=as_another_worker_saw_it)
        with pytest.raises(TurnTaken):
            pause(row=as_another_worker_saw_it, why="No.")


def test_what_is_off_has_no_turn(owen: Member, row: RetractionWatch) -> None:
    with arranging(owen.review):
        arrange(row=row, setter=owen, every="", first_at=next_night())
        with pytest.raises(TurnTaken):
            take_turn(row=row)
    assert (row.first_at, row.next_due_at) == (None, None)


def test_a_paused_one_says_why_and_goes_on_when_it_is_set_again(owen: Member, row: RetractionWatch) -> None:
    with arranging(owen.review):
        pause(row=row, why="Because.")
    row.refresh_from_db()
    assert (row.next_due_at, row.paused_because) == (None, "Because.")
    assert AuditEvent.objects.filter(kind="schedule.paused", subject_id=row.pk).exists()
    with arranging(owen.review):
        arrange(row=row, setter=owen, every="day", first_at=next_night())
    assert (row.next_due_at, row.paused_because) == (next_night(), "")
