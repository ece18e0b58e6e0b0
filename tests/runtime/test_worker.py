"""A job really goes through the broker to a worker in another process, and survives that worker's death."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from screening.audit import trail
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.jobs.running import sweep_silent_jobs
from screening.reviews.models import Member
from tests.workers import StartWorker, kill, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = "tests.runtime.slow_job"


def ask_for(owen: Member, file: Path, *, hang: bool) -> Job:
    payload = {"path": str(file), "hang": hang}
    with trail.follow(review_id=owen.review_id, actor_id=owen.user_id), transaction.atomic():
        return enqueue(by=owen, kind="test.slow", title="A slow job", key="slow", payload=payload)


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_job_runs_in_another_process(start_worker: StartWorker, owen: Member, tmp_path: Path) -> None:
    start_worker(WORKER)
    job = ask_for(owen, tmp_path / "lines", hang=False)
    assert wait_until(lambda: state(job) == Job.State.DONE), job.error
    assert (tmp_path / "lines").read_text().split("\n") == ["began 1", "ended 1", ""]


def test_a_job_survives_the_death_of_its_worker(
    start_worker: StartWorker, owen: Member, tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    worker = start_worker(WORKER, REVIEWAPP_JOB_LEASE_SECONDS="2")
    job = ask_for(owen, lines, hang=True)
    assert wait_until(lambda: lines.exists() and lines.read_text() == "began 1\n")
    kill(worker)
    start_worker(WORKER)
    assert wait_until(lambda: (sweep_silent_jobs(), state(job))[1] == Job.State.DONE), job.error
    assert lines.read_text().split("\n") == ["began 1", "began 2", "ended 2", ""]
    assert job.attempts == 2


def test_a_job_asked_for_while_the_broker_is_away_is_done_later(
    start_worker: StartWorker, owen: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*args: object, **kwargs: object) -> None:
        raise OSError("connection refused")

    with monkeypatch.context() as away:
        away.setattr("celery.current_app.send_task", unreachable)
        job = ask_for(owen, tmp_path / "lines", hang=False)
    Job.objects.filter(pk=job.pk).update(lease_until=job.queued_at)
    start_worker(WORKER)
    assert sweep_silent_jobs() == 1
    assert wait_until(lambda: state(job) == Job.State.DONE), job.error
