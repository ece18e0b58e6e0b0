"""SIGKILL in the middle of a fetch: another worker goes on, nothing is lost, nothing is there twice."""

from __future__ import annotations

import pytest

from screening.audit.models import AuditEvent
from screening.audit.queries import verify
from screening.decisions.models import Candidate
from screening.demo.corpus import bulk
from screening.demo.eutils import StandIn
from screening.jobs.models import Job
from screening.jobs.running import sweep_silent_jobs
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.operations import save_search
from screening.searches.runs import start_run
from tests.searching import make_source
from tests.workers import StartWorker, kill, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = 3_000


def test_a_worker_killed_in_the_middle_of_a_fetch(start_worker: StartWorker, owen: Member) -> None:
    with StandIn(bulk(RECORDS)) as ncbi:
        surroundings = {"NCBI_BASE_URL": ncbi.url, "REVIEWAPP_JOB_LEASE_SECONDS": "2"}
        worker = start_worker(**surroundings)
        ncbi.fail("hang", times=99, on="efetch", after=3)  # or the worker may be done before it is killed
        search = save_search(by=owen, source=make_source(owen), strategy='"bulk record"')
        run, job = start_run(by=owen, search=search)
        assert wait_until(lambda: Record.objects.count() > 0), Job.objects.get().error
        kill(worker)
        ncbi.heal()
        stored = Record.objects.count()
        assert 0 < stored < RECORDS
        assert Run.objects.get().state == "running"

        before = len(ncbi.requests)
        start_worker(**surroundings)
        assert wait_until(lambda: (sweep_silent_jobs(), _state(job))[1] not in Job.ACTIVE), job.error

    run.refresh_from_db()
    assert (job.state, job.attempts, run.state) == (Job.State.DONE, 2, Run.State.COMPLETE), job.error
    assert run.received == run.asked == RECORDS
    accessions = Record.objects.values_list("accession", flat=True)
    assert len(accessions) == len(set(accessions)) == RECORDS
    assert Citation.objects.count() == Candidate.objects.count() == RECORDS
    pairs = [p for e in AuditEvent.objects.filter(kind="records.received") for p in e.data["pairs"]]
    assert len({record for record, _ in pairs}) == len(pairs) == RECORDS
    assert verify(review_id=owen.review_id).broken is None
    asked_again = sum(seen.ids for seen in ncbi.requests[before:])
    assert asked_again == RECORDS - stored, "only what was missing"


def _state(job: Job) -> str:
    job.refresh_from_db()
    return job.state
