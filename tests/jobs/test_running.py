import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from screening.audit import trail
from screening.audit.models import AuditEvent
from screening.jobs import running
from screening.jobs.handlers import HANDLERS, JobCancelled, JobRefused, handles
from screening.jobs.models import Job, JobQuerySet
from screening.jobs.operations import cancel, retry
from screening.jobs.progress import LostClaim, Progress
from screening.reviews.models import Member
from screening.reviews.operations import change_settings
from tests.jobs.casting import handling, one_job
from tests.workers import wait_until

LONG_AGO = timedelta(minutes=5)


def silent(by: Member, **fields: Any) -> Job:
    """A job whose worker was killed: running, and its lease ran out."""
    return one_job(
        by, state="running", claim="dead", attempts=1, lease_until=timezone.now() - LONG_AGO, **fields
    )


def ended(job: Job) -> tuple[str, str]:
    job.refresh_from_db()
    assert (job.lease_until is None) == (not job.is_active)
    return job.state, job.error


def test_a_handler_gets_its_payload_and_the_job_ends_done(owen: Member) -> None:
    seen = {}

    def count(job: Job, progress: Progress, to: int) -> None:
        seen["to"] = to
        progress.report(to, to, "Counting", now=True)

    job = one_job(owen, payload={"to": 10})
    with handling(count):
        running.run(job.pk)
    assert ended(job) == ("done", "")
    assert (seen, job.done, job.total, job.attempts) == ({"to": 10}, 10, 10, 1)
    assert job.percent == 100


def test_what_a_job_changes_is_told_as_done_by_a_worker(owen: Member) -> None:
    def rename(job: Job, progress: Progress) -> None:
        change_settings(by=job.by, title="Renamed by a job", contact_email="")

    with handling(rename):
        running.run(one_job(owen).pk)
    event = AuditEvent.objects.get(kind="review.settings_changed")
    assert (event.via, event.actor_id) == ("worker", owen.user_id)


def test_one_job_is_run_by_one_worker(owen: Member) -> None:
    job = one_job(owen)
    assert running.claim(job.pk)
    assert running.claim(job.pk) is None
    with handling(lambda job, progress: pytest.fail("a second worker ran it")):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 1)


def test_a_refusal_is_told_in_its_own_words_and_not_tried_again(owen: Member) -> None:
    def refuse(job: Job, progress: Progress) -> None:
        raise JobRefused("NCBI does not know the field tag [xyz].")

    job = one_job(owen)
    with handling(refuse):
        running.run(job.pk)
    assert ended(job) == ("failed", "NCBI does not know the field tag [xyz].")
    assert running.claim(job.pk) is None


def test_a_bug_ends_the_job_with_a_sentence_and_no_inner_detail(owen: Member) -> None:
    def break_down(job: Job, progress: Progress) -> None:
        raise RuntimeError("api_key=secret")

    job = one_job(owen)
    with handling(break_down):
        running.run(job.pk)
    state, error = ended(job)
    assert state == "failed"
    assert error.startswith("Something went wrong (RuntimeError).")
    assert "secret" not in error


def test_a_kind_nobody_handles_fails_instead_of_waiting_for_ever(owen: Member) -> None:
    job = one_job(owen, kind="nobody-knows")
    running.run(job.pk)
    assert ended(job)[0] == "failed"


def test_two_handlers_for_one_kind_are_a_mistake(owen: Member) -> None:
    with handling(lambda job, progress: None), pytest.raises(ValueError, match="Two handlers"):
        handles("count")(lambda job, progress: None)


def test_a_handler_that_stops_when_asked_ends_cancelled(owen: Member) -> None:
    def count(job: Job, progress: Progress) -> None:
        cancel(by=job.by, job=job)
        if progress.cancelled():
            raise JobCancelled

    job = one_job(owen)
    with handling(count):
        running.run(job.pk)
    assert ended(job) == ("cancelled", "")


def test_the_job_of_a_killed_worker_is_taken_over_and_finished_once(owen: Member) -> None:
    counted = []
    job = silent(owen, done=3)
    with handling(lambda job, progress: counted.append(job.done)):
        assert running.sweep_silent_jobs() == 1
        running.run(job.pk)
        running.run(job.pk)
    assert ended(job) == ("done", "")
    assert (counted, job.attempts) == ([3], 2)


def test_a_job_whose_message_was_lost_is_sent_again_later_not_at_once(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(running, "wake", woken.append)
    job = one_job(owen, lease_until=timezone.now() - LONG_AGO)
    fresh = one_job(owen, key="fresh", lease_until=timezone.now() + LONG_AGO)
    running.sweep_silent_jobs()
    running.sweep_silent_jobs()
    assert woken == [job.pk]
    fresh.refresh_from_db()
    assert fresh.state == "queued"


def test_a_living_workers_job_is_left_alone(owen: Member) -> None:
    job = one_job(owen, state="running", claim="alive", lease_until=timezone.now() + LONG_AGO)
    assert running.sweep_silent_jobs() == 0
    assert running.claim(job.pk) is None


def test_a_job_that_kills_every_worker_is_given_up_with_a_reason(owen: Member) -> None:
    job = silent(owen)
    Job.objects.filter(pk=job.pk).update(attempts=settings.JOB_MAX_ATTEMPTS)
    running.sweep_silent_jobs()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "The worker stopped 5 times" in job.error
    assert "retry goes on from there" in job.error


def test_a_worker_that_was_given_up_notices_and_writes_nothing_more(owen: Member) -> None:
    def slow(job: Job, progress: Progress) -> None:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - LONG_AGO)
        other = running.claim(job.pk)  # another worker takes it over meanwhile
        assert other
        progress.report(99, 100, "I am still here", now=True)
        with pytest.raises(LostClaim):
            progress.cancelled()
        raise LostClaim

    job = one_job(owen)
    with handling(slow):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.doing) == ("running", 0, "")


def test_the_slow_first_worker_cannot_end_the_job_of_the_second(owen: Member) -> None:
    def slow(job: Job, progress: Progress) -> None:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - LONG_AGO)
        assert running.claim(job.pk)

    job = one_job(owen)
    with handling(slow):
        running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_extended_while_the_work_lasts(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LEASE", timedelta(seconds=0.2))
    job = running.claim(one_job(owen).pk)
    first = job.lease_until
    with running.leased(job):
        assert wait_until(lambda: Job.objects.get(pk=job.pk).lease_until > first)
    assert Job.objects.get(pk=job.pk).lease_until > first


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_the_database_refuses_does_not_end_the_lease(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LEASE", timedelta(seconds=0.2))
    job = running.claim(one_job(owen).pk)
    beats, extend = [], JobQuerySet.update

    def locked_at_first(jobs: JobQuerySet, **values: Any) -> int:
        beats.append(values)
        if len(beats) == 1:
            raise OperationalError("database is locked")
        return extend(jobs, **values)

    monkeypatch.setattr(JobQuerySet, "update", locked_at_first)
    with running.leased(job):
        assert wait_until(lambda: len(beats) >= 3)
    assert Job.objects.get(pk=job.pk).lease_until > job.lease_until


def test_a_worker_that_was_given_up_but_lives_cannot_end_the_retry(owen: Member) -> None:
    def slow(job: Job, progress: Progress) -> None:
        Job.objects.filter(pk=job.pk).update(
            lease_until=timezone.now() - LONG_AGO, attempts=settings.JOB_MAX_ATTEMPTS
        )
        running.sweep_silent_jobs()
        retry(by=job.by, job=Job.objects.get(pk=job.pk))
        raise JobRefused("much too late")

    job = one_job(owen)
    with handling(slow):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("queued", "")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job(owen: Member) -> None:
    job, got = one_job(owen), []

    def take() -> None:
        try:
            got.append(running.claim(job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len([claimed for claimed in got if claimed]) == 1
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_progress_is_written_at_most_twice_a_second(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    job = running.claim(one_job(owen).pk)
    progress = Progress(job)
    monkeypatch.setattr("screening.jobs.progress.time", SimpleNamespace(monotonic=lambda: 1000.0))
    for done in range(50):
        progress.report(done, 100, "Fetching")
    assert Job.objects.get(pk=job.pk).done == 0  # the first was written, the rest came too soon
    progress.report(50, 100, "x" * 1000, now=True)
    job.refresh_from_db()
    assert (job.done, job.percent, len(job.doing)) == (50, 50, 300)
    assert job.seconds_left is not None


def test_handlers_are_registered_and_trails_end_with_the_job(owen: Member) -> None:
    assert HANDLERS  # the slices' own, brought in by the app's start
    with pytest.raises(trail.NoTrail):
        trail.current()
