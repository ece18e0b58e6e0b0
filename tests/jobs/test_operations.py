import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit import trail
from screening.audit.models import AuditEvent
from screening.audit.trail import NoTrail
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.operations import cancel, enqueue, retry
from screening.reviews.models import Member
from tests.jobs.casting import ask_for, one_job


def test_asking_twice_while_it_waits_or_runs_is_one_job(owen: Member, ada: Member) -> None:
    first = ask_for(owen, key="search-1")
    assert ask_for(ada, key="search-1") == first
    assert running.claim(first.pk)
    assert ask_for(owen, key="search-1") == first
    assert Job.objects.count() == 1
    again = AuditEvent.objects.filter(kind="job.queued").values_list("data", flat=True)
    assert [event.get("again", False) for event in again] == [False, True, True]


def test_another_key_another_review_and_an_ended_job_are_other_jobs(owen: Member, mallory: Member) -> None:
    first = ask_for(owen, key="search-1")
    assert ask_for(owen, key="search-2") != first
    assert ask_for(mallory, key="search-1") != first
    cancel(by=owen, job=first)
    assert ask_for(owen, key="search-1") != first


def test_work_is_asked_for_inside_an_operation_only(owen: Member) -> None:
    with pytest.raises(NoTrail):
        enqueue(by=owen, kind="count", title="Count", key="x", payload={})


def test_nothing_is_queued_when_the_operation_fails(owen: Member) -> None:
    def asking_then_failing() -> None:
        with trail.follow(review_id=owen.review_id, actor_id=owen.user_id):
            enqueue(by=owen, kind="count", title="Count", key="x", payload={})
            raise ValidationError("no")

    with pytest.raises(ValidationError):
        asking_then_failing()
    assert not Job.objects.exists()


def test_a_waiting_job_stops_at_once_and_no_worker_takes_it(owen: Member) -> None:
    job = one_job(owen)
    cancel(by=owen, job=job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.ended_at
    assert running.claim(job.pk) is None


def test_a_running_job_is_asked_to_stop(owen: Member) -> None:
    job = one_job(owen)
    running.claim(job.pk)
    cancel(by=owen, job=job)
    job.refresh_from_db()
    assert job.state == "running"
    assert job.cancel_requested_at


def test_an_ended_job_is_neither_stopped_nor_tried_again(owen: Member) -> None:
    job = one_job(owen, state="done")
    with pytest.raises(ValidationError, match="ended already"):
        cancel(by=owen, job=job)
    with pytest.raises(ValidationError, match="failed or was stopped"):
        retry(by=owen, job=job)
    assert not AuditEvent.objects.filter(kind__in=["job.cancelled", "job.retried"]).exists()


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_trying_again_queues_the_same_job_afresh(owen: Member, state: str) -> None:
    job = one_job(owen, state=state, error="It broke", attempts=5, done=40, total=100)
    assert retry(by=owen, job=job) == job
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.ended_at) == ("queued", 0, "", None)
    assert (job.done, job.total) == (40, 100)


def test_trying_again_beside_a_twin_is_the_twin(owen: Member) -> None:
    old = one_job(owen, state="failed", key="same")
    twin = ask_for(owen, key="same")
    assert retry(by=owen, job=old) == twin
    old.refresh_from_db()
    assert old.state == "failed"


def test_only_who_started_it_or_an_owner_stops_or_retries(owen: Member, ada: Member, grace: Member) -> None:
    job = one_job(ada)
    with pytest.raises(PermissionDenied, match="Only the person who started"):
        cancel(by=grace, job=job)
    cancel(by=owen, job=job)
    with pytest.raises(PermissionDenied):
        retry(by=grace, job=job)
    assert retry(by=ada, job=job).state == "queued"


def test_a_job_of_another_review_is_out_of_reach(owen: Member, mallory: Member) -> None:
    with pytest.raises(PermissionDenied, match="belongs to another review"):
        cancel(by=mallory, job=one_job(owen))
