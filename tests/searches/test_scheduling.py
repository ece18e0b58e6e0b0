"""Searches that run by themselves: once for each due time, and paused with a sentence where they cannot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.demo.corpus.links import CITED_IN
from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.turns import TurnTaken
from screening.notices.models import Notice
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.reviews.team import change_role, remove_member
from screening.searches.jobs import start_due_searches
from screening.searches.models import Run, Schedule, Search
from screening.searches.operations import save_search
from screening.searches.runs import end_run, start_run
from screening.searches.scheduling import set_schedule, start_due, start_on_schedule
from tests.casting import arranging
from tests.searches.chasing import CITING_SEED, SEED, chase, make_seed, small_pubmed
from tests.searching import bring, make_source, received


def scheduled(by: Member, every: str = "week", strategy: str = "pain", **source: str) -> Schedule:
    search = save_search(by=by, source=make_source(by, **source), strategy=strategy)
    return set_schedule(by=by, search=search, every=every, first_on=timezone.now().date() + timedelta(days=1))


def fall_due(schedule: Schedule, days: int = 0) -> None:
    """As if it had been set so that it was due ``days`` ago."""
    moment = timezone.now() - timedelta(days=days, seconds=1)
    with arranging(schedule.review):
        Schedule.objects.filter(pk=schedule.pk).update(first_at=moment, next_due_at=moment)
    schedule.refresh_from_db()


def told(member: Member) -> list[str]:
    return [notice.told.sentence for notice in Notice.objects.filter(member=member).order_by("pk")]


def test_it_is_set_for_a_night_and_in_whose_name(ines: Member) -> None:
    schedule = set_schedule(
        by=ines, search=save_search(by=ines, source=make_source(ines), strategy="x"), every="month",
        first_on=date(2030, 1, 31),
    )  # fmt: skip
    assert schedule.set_by == ines
    assert f"{schedule.next_due_at:%Y-%m-%d %H:%M}" == "2030-01-31 04:00"
    event = AuditEvent.objects.get(kind="schedule.set")
    assert (event.actor_id, event.data) == (ines.user_id, {"every": "month", "first": "2030-01-31"})


def test_only_who_may_run_searches_sets_it(owen: Member, ada: Member) -> None:
    search = scheduled(owen).search
    with pytest.raises(PermissionDenied):
        set_schedule(by=ada, search=search, every="day", first_on=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("connector", "strategy"), [("", "pain"), ("pubmed", " "), ("pubmed", "#1 a\n#2 #1 OR #9")]
)
def test_what_cannot_be_run_is_not_scheduled(owen: Member, connector: str, strategy: str) -> None:
    search = save_search(by=owen, source=make_source(owen, connector=connector), strategy=strategy)
    with pytest.raises(ValidationError):
        set_schedule(by=owen, search=search, every="day", first_on=date(2030, 1, 1))
    assert not Schedule.objects.exists()


def test_numbered_lines_are_sent_written_out(owen: Member) -> None:
    fall_due(scheduled(owen, strategy="#1 pain[ti]\n#2 disc[ti]\n#3 #1 AND #2"))
    (run,) = start_due()
    assert run.query_sent == "(pain[ti]) AND (disc[ti])"


def test_a_chase_runs_by_itself_from_the_same_seeds(owen: Member, settings: Any) -> None:
    with small_pubmed(settings) as ncbi:
        first = chase(owen, "pubmed_cited_by", make_seed(owen))
        fall_due(set_schedule(by=owen, search=first.search, every="month", first_on=timezone.now().date()))
        ncbi.links.set(CITED_IN, SEED, [*CITING_SEED, 20000002])
        (again,) = start_due()
        running.run(Job.objects.get(payload__run=again.pk).pk)
        again.refresh_from_db()
    assert (again.updates, again.state, again.received, again.new_citations) == (first, "complete", 6, 1)
    assert told(owen) == ["PubMed: cited by was searched on schedule: 1 new here, of 6 received."]


def test_nothing_is_started_before_its_time(owen: Member) -> None:
    scheduled(owen)
    assert start_due() == []


def test_a_due_search_is_run_once_however_often_anybody_looks(owen: Member, ines: Member) -> None:
    schedule = scheduled(ines)
    fall_due(schedule)
    due = schedule.next_due_at
    [run] = start_due()
    assert (start_due(), start_due_searches()) == ([], None)
    assert (run.by, run.due_at, run.search) == (ines, due, schedule.search)
    assert Run.objects.count() == Job.objects.count() == 1
    schedule.refresh_from_db()
    assert schedule.next_due_at == due + timedelta(days=7)
    started = AuditEvent.objects.get(kind="schedule.kept")
    assert (started.actor_id, started.data["run"]) == (ines.user_id, run.pk)


def test_of_two_workers_that_saw_it_due_one_starts_it(owen: Member) -> None:
    schedule = scheduled(owen)
    fall_due(schedule)
    other = Schedule.objects.select_related("search__source").get(pk=schedule.pk)
    start_on_schedule(by=owen, schedule=schedule)
    events = AuditEvent.objects.count()
    with pytest.raises(TurnTaken):
        start_on_schedule(by=owen, schedule=other)
    assert (Run.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_the_database_holds_to_one_run_for_a_due_time(owen: Member) -> None:
    schedule = scheduled(owen)
    fall_due(schedule)
    [run] = start_due()
    twin = {
        "review": run.review,
        "search": run.search,
        "source": run.source,
        "by": owen,
        "due_at": run.due_at,
    }
    with pytest.raises(IntegrityError), transaction.atomic(), arranging(owen.review):
        Run.objects.create(**twin)


def test_times_that_were_missed_are_not_made_up_for(owen: Member) -> None:
    schedule = scheduled(owen, every="day")
    fall_due(schedule, days=40)
    assert len(start_due()) == 1
    assert start_due() == []
    schedule.refresh_from_db()
    assert timezone.now() < schedule.next_due_at <= timezone.now() + timedelta(days=1)


def test_a_search_that_runs_already_is_not_run_twice(owen: Member) -> None:
    schedule = scheduled(owen)
    pressed, _ = start_run(by=owen, search=schedule.search)
    fall_due(schedule)
    [run] = start_due()
    assert run == pressed
    run.refresh_from_db()
    assert run.due_at is not None


def test_if_the_run_cannot_be_started_the_time_is_not_used_up(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.searches import scheduling

    def broken(**_: object) -> None:
        raise RuntimeError

    schedule = scheduled(owen)
    fall_due(schedule)
    due = schedule.next_due_at
    monkeypatch.setattr(scheduling, "start_run", broken)
    with pytest.raises(RuntimeError):
        start_on_schedule(by=owen, schedule=schedule)
    schedule.refresh_from_db()
    assert schedule.next_due_at == due


@pytest.mark.parametrize("how", ["leaves", "changes role"])
def test_who_may_no_longer_search_does_not_act(owen: Member, ines: Member, how: str) -> None:
    schedule = scheduled(ines)
    fall_due(schedule)
    if how == "leaves":
        remove_member(by=owen, member=ines)
    else:
        change_role(by=owen, member=ines, role=Role.OBSERVER)
    assert (start_due(), start_due()) == ([], [])
    schedule.refresh_from_db()
    assert schedule.next_due_at is None
    assert "Ines set it and may no longer run searches" in schedule.paused_because
    assert told(owen) == [f"The schedule for searching PubMed is paused. {schedule.paused_because}"]
    assert AuditEvent.objects.get(kind="schedule.paused").actor_id is None
    assert not AuditEvent.objects.filter(kind="access.refused").exists()
    assert len(told(ines)) == (how == "changes role"), "whoever left is told nothing"


def test_a_search_that_the_source_cannot_take_is_paused(owen: Member, settings) -> None:
    settings.NCBI_EMAIL = ""
    schedule = scheduled(owen)
    fall_due(schedule)
    with arranging(owen.review):
        owen.review.contact_email = ""
        owen.review.save()
    assert start_due() == []
    schedule.refresh_from_db()
    assert "No contact e-mail is set" in schedule.paused_because
    set_schedule(by=owen, search=schedule.search, every="day", first_on=date(2030, 1, 1))
    schedule.refresh_from_db()
    assert (schedule.paused_because, schedule.next_due_at.year) == ("", 2030)


def test_one_that_is_paused_does_not_keep_the_others_waiting(owen: Member, ines: Member) -> None:
    first, second = scheduled(ines), scheduled(owen, name="Europe PMC", connector="europepmc")
    fall_due(first, days=1)
    fall_due(second)
    change_role(by=owen, member=ines, role=Role.OBSERVER)
    assert [run.search for run in start_due()] == [second.search]


def test_new_records_are_told_to_the_owner_and_who_set_it(
    owen: Member, ines: Member, ada: Member, ncbi: StandIn
) -> None:
    schedule = scheduled(ines)
    fall_due(schedule)
    [run] = start_due()
    running.run(Job.objects.get().pk)
    run.refresh_from_db()
    sentence = f"PubMed was searched on schedule: {run.new_citations} new here, of {run.received} received."
    assert told(owen) == told(ines) == [sentence]
    assert told(ada) == []
    fall_due(schedule)
    start_due()
    running.run(Job.objects.latest("pk").pk)
    assert Run.objects.latest("pk").new_citations == 0
    assert len(told(owen)) == 1, "a run that brings nothing new is not news"


def test_a_run_that_somebody_pressed_is_not_told(owen: Member, ncbi: StandIn) -> None:
    source = make_source(owen)
    start_run(by=owen, search=save_search(by=owen, source=source, strategy="pain"))
    running.run(Job.objects.get().pk)
    assert told(owen) == []


def test_a_scheduled_run_that_fails_is_told_once(owen: Member, ncbi: StandIn) -> None:
    fall_due(scheduled(owen))
    ncbi.fail("500", times=1000)
    [run] = start_due()
    running.run(Job.objects.get().pk)
    run.refresh_from_db()
    assert told(owen) == [f"PubMed was searched on schedule, and not to the end. {run.problem}"]
    end_run(by=owen, run=run, state=Run.State.INCOMPLETE, problem="Again.")
    assert len(told(owen)) == 1


def test_what_came_after_all_is_told(owen: Member) -> None:
    fall_due(scheduled(owen))
    [run] = start_due()
    bring(owen, run, received("1"), received("2", "Another"))
    end_run(by=owen, run=run, state=Run.State.INCOMPLETE, problem="NCBI broke off.")
    bring(owen, run, received("3", "A third"), first=3)
    end_run(by=owen, run=run, state=Run.State.COMPLETE)
    assert told(owen)[-1] == "PubMed was searched on schedule: 3 new here, of 3 received."


def test_one_that_a_person_stopped_is_not_news(owen: Member) -> None:
    fall_due(scheduled(owen))
    [run] = start_due()
    end_run(by=owen, run=run, state=Run.State.CANCELLED, problem="Stopped by a person.")
    assert told(owen) == []


def test_another_reviews_search_is_not_scheduled(owen: Member, mallory: Member) -> None:
    theirs: Search = scheduled(mallory).search
    with pytest.raises(PermissionDenied):
        set_schedule(by=owen, search=theirs, every="day", first_on=date(2030, 1, 1))
