"""Runs and imports as a worker does them, against a real server on this machine."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from screening.demo.eutils import GOOD_KEY, StandIn
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.operations import retry
from screening.lib.polite_http import Patience, PoliteClient
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from screening.searches import jobs, uploads
from screening.searches.models import Run, Source
from screening.searches.operations import save_search
from screening.searches.runs import start_import, start_run
from tests.casting import store_key
from tests.searches.conftest import Unlimited
from tests.searching import make_source

QUERY = "pain"


def start(by: Member, query: str = QUERY, limit: int | None = None) -> tuple[Run, Job]:
    source = Source.objects.filter(review=by.review).first() or make_source(by)
    return start_run(by=by, search=save_search(by=by, source=source, strategy=query), limit=limit)


def work(run: Run, job: Job) -> tuple[Run, Job]:
    running.run(job.pk)
    run.refresh_from_db()
    job.refresh_from_db()
    return run, job


def test_a_search_brings_every_record(owen: Member, ncbi: StandIn) -> None:
    run, job = work(*start(owen))
    assert (run.state, job.state, job.error) == ("complete", "done", "")
    assert run.hits == run.asked == run.received == Record.objects.count() > 100
    assert run.translation
    assert not Record.objects.filter(problem__gt="").exists()
    assert Citation.objects.filter(candidates__outcome="pending").count() == run.new_citations == run.received
    assert ncbi.anonymous == []
    assert {(seen.tool, seen.email) for seen in ncbi.requests} == {("reviewapp-test", "owen@example.org")}


def test_a_limited_run_fetches_no_more(owen: Member, ncbi: StandIn) -> None:
    run, _ = work(*start(owen, limit=7))
    assert (run.state, run.received, run.asked) == ("complete", 7, 7)
    assert run.hits is not None
    assert run.hits > 7


@pytest.mark.parametrize("fault", ["500", "html", "error200", "429", "reset", "truncated", "half", "hang"])
def test_what_goes_wrong_for_a_moment_heals(owen: Member, ncbi: StandIn, settings: Any, fault: str) -> None:
    ncbi.fail(fault, on="efetch")
    if fault == "hang":
        client = PoliteClient(ncbi.url, Unlimited(), Patience(read=1.5), sleep=lambda _: None)
        settings.CONNECTOR_OPTIONS["pubmed"]["client"] = client
    run, job = work(*start(owen))
    assert (run.state, job.state, run.missing) == ("complete", "done", [])
    assert run.received == run.hits


def test_what_never_comes_is_named(owen: Member, ncbi: StandIn) -> None:
    pmids = ncbi.collection.pmids
    lost = next(pmid for pmid in pmids if "pain" in str(ncbi.collection.element(pmid)))
    run, _ = start(owen)
    ncbi.fail("omit", times=50, pmid=lost)
    run, job = work(run, Job.objects.get())
    assert (run.state, run.missing, job.state) == ("incomplete", [str(lost)], "done")
    assert run.problem == f"Incomplete: {run.received:,} of {run.asked:,} records came."
    assert run.received == (run.asked or 0) - 1


def test_a_broken_record_costs_that_record_alone(owen: Member, ncbi: StandIn) -> None:
    lost = next(pmid for pmid in ncbi.collection.pmids if "pain" in str(ncbi.collection.element(pmid)))
    ncbi.fail("broken_record", times=50, pmid=lost)
    run, _ = work(*start(owen))
    broken = Record.objects.get(accession=str(lost))
    assert (run.state, run.unreadable, run.received) == ("complete", 1, run.hits)
    assert broken.problem.startswith("The record is not well-formed XML")
    assert b"<PMID" in broken.raw
    assert broken.citation.closed_reason == "unreadable record"


def test_an_outage_leaves_the_run_to_be_gone_on_with(owen: Member, ncbi: StandIn) -> None:
    ncbi.fail("500", times=1000, on="efetch")
    run, job = work(*start(owen))
    assert (run.state, job.state) == ("incomplete", "failed")
    assert "NCBI" in run.problem
    assert "retry goes on" in job.error
    ncbi.heal()
    run, job = work(run, retry(by=owen, job=job))
    assert (run.state, job.state, run.problem, run.received) == ("complete", "done", "", run.hits)
    assert len([seen for seen in ncbi.seen("esearch") if seen.status == 200]) == 1, "planned once"


def test_a_query_that_cannot_work_fails_with_a_sentence(owen: Member, ncbi: StandIn) -> None:
    run, job = work(*start(owen, query="pain\x07"))
    assert (run.state, job.state) == ("failed", "failed")
    assert "unprintable character" in run.problem == job.error
    assert ncbi.requests == []


def test_a_wrong_key_is_told_and_never_shown(owen: Member, ncbi: StandIn) -> None:
    store_key(owen.user, "ncbi", "secret-and-wrong")
    run, job = work(*start(owen))
    assert "does not accept the API key" in run.problem
    assert "secret-and-wrong" not in run.problem + job.error


def test_a_persons_own_key_goes_before_the_installations(owen: Member, ncbi: StandIn, settings: Any) -> None:
    settings.NCBI_API_KEY = "wrong"
    store_key(owen.user, "ncbi", GOOD_KEY)
    run, _ = work(*start(owen, limit=1))
    assert run.state == "complete"


def test_a_killed_worker_is_gone_on_with(
    owen: Member, ncbi: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As SIGKILL: nothing is tidied up."""

    run, job = start(owen)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "LARGEST_BATCH", 40)
        whole, stored = jobs.receive, []

        def receive(**batch: Any) -> int:
            if len(stored) == 2:
                raise Killed
            stored.append(whole(**batch))
            return stored[-1]

        patch.setattr(jobs, "receive", receive)
        with pytest.raises(Killed):
            running.run(job.pk)
    run.refresh_from_db()
    assert (run.state, run.received) == ("running", 80)
    Job.objects.update(lease_until=timezone.now())
    run, job = work(run, job)
    assert (run.state, job.attempts) == ("complete", 2)
    assert run.received == run.hits == Record.objects.count() == Citation.objects.count()
    asked = [seen.ids for seen in ncbi.seen("efetch")]
    assert sum(asked[1:]) == run.hits - 80, "only what was missing is asked for again"


def test_stopping_takes_less_than_five_seconds(owen: Member, ncbi: StandIn) -> None:
    ncbi.fail("hang", times=10, on="efetch")
    run, job = start(owen)
    Job.objects.update(cancel_requested_at=timezone.now())
    began = time.monotonic()
    run, job = work(run, job)
    assert time.monotonic() - began < 5
    assert (run.state, job.state) == ("cancelled", "cancelled")
    assert "kept" in run.problem


def test_who_may_no_longer_search_does_not_go_on(owen: Member, ines: Member, ncbi: StandIn) -> None:
    run, job = start(ines)
    change_role(by=owen, member=ines, role=Role.OBSERVER)
    run, job = work(run, job)
    assert (run.state, job.state) == ("failed", "failed")
    assert "Ines may no longer run searches" in job.error
    assert ncbi.requests == []


def test_running_again_adds_only_what_is_new(owen: Member, ncbi: StandIn) -> None:
    first, _ = work(*start(owen, limit=20))
    second, _ = work(*start(owen))
    assert second.updates == first
    assert (second.known_citations, second.received) == (20, second.hits)
    assert Citation.objects.count() == second.hits
    assert Record.objects.count() == second.received + 20
    twice = Citation.objects.get(pk=first.records.order_by("pk")[0].citation_id)
    assert sorted(record.run_id for record in twice.records.all()) == [first.pk, second.pk]


RIS = "\n".join(
    f"TY  - JOUR\nTI  - Exosomes and discs, part {n}\nPY  - 2020\nAU  - Lovelace, Ada\nER  - \n"
    for n in range(1, 8)
)


def imported(by: Member, text: str) -> tuple[Run, Job]:
    upload = uploads.store(review_id=by.review_id, name="embase.ris", chunks=[text.encode()])
    source = make_source(by, "Embase", connector="")
    return start_import(by=by, source=source, upload=upload, strategy="exosom*", hits=8)


def test_a_file_is_read_record_by_record(owen: Member) -> None:
    run, job = work(*imported(owen, RIS))
    assert (run.state, run.received, run.hits, run.file_format) == ("complete", 7, 8, "ris")
    assert [job.done, job.total] == [7, 7]
    record = Record.objects.order_by("pk")[1]
    assert (record.line, record.citation.title) == (7, "Exosomes and discs, part 2")
    assert b"part 2" in record.raw
    assert run.search.strategy == "exosom*"


def test_an_import_goes_on_where_it_stopped(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    run, job = imported(owen, RIS)
    monkeypatch.setattr(jobs, "LARGEST_BATCH", 3)
    Job.objects.update(cancel_requested_at=timezone.now())
    run, job = work(run, job)
    assert (run.state, job.state) == ("cancelled", "cancelled")
    run, job = work(run, retry(by=owen, job=job))
    assert (run.state, run.received, Record.objects.count()) == ("complete", 7, 7)


def test_half_a_record_is_kept_raw(owen: Member) -> None:
    run, _ = work(*imported(owen, RIS + "TY  - JOUR\nTI  - Cut o"))
    last = Record.objects.order_by("position").last()
    assert last is not None
    assert run.received == 8
    assert last.raw.endswith(b"Cut o")
    assert "may be incomplete" in last.problem
    assert last.citation.closed_as == "", "its title can be read: it is screened"


def test_a_file_that_went_missing(owen: Member, settings: Any) -> None:
    run, job = imported(owen, RIS)
    Path(settings.MEDIA_ROOT, run.file_path).unlink()
    run, job = work(run, job)
    assert (run.state, job.state) == ("failed", "failed")
    assert "Import it again" in job.error


def test_a_finished_job_delivered_again_changes_nothing(owen: Member, ncbi: StandIn) -> None:
    run, job = work(*start(owen, limit=3))
    before = len(ncbi.requests)
    Job.objects.update(state=Job.State.QUEUED)
    run, job = work(run, job)
    assert (job.state, run.received, len(ncbi.requests)) == ("done", 3, before)


def test_records_are_numbered_as_planned(owen: Member, ncbi: StandIn) -> None:
    run, _ = work(*start(owen, limit=30))
    stored = run.records.order_by("position").values_list("accession", flat=True)
    assert list(stored) == run.plan.accessions
