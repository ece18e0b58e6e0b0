"""Sources, runs and records for tests to stand on, made through the operations."""

from __future__ import annotations

from typing import Any

from screening.jobs.models import Job
from screening.records.arrival import Arrival
from screening.records.description import Author, Description, Received, Section
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches.connector import Preview
from screening.searches.models import Run, Search, Source
from screening.searches.operations import add_source, save_search
from screening.searches.receiving import receive
from screening.searches.runs import end_run, plan_run, start_run
from tests.casting import arranging


def make_source(by: Member, name: str = "PubMed", connector: str = "pubmed", **fields: Any) -> Source:
    return add_source(by=by, name=name, connector=connector, **fields)


def make_run(by: Member, source: Source, strategy: str = "exosomes AND back pain") -> Run:
    """A run that was asked for and has not met its source."""
    return start_run(by=by, search=save_search(by=by, source=source, strategy=strategy))[0]


def received(pmid: str = "", title: str = "Exosomes for low back pain", **fields: Any) -> Received:
    """A readable record; ``accession`` is the PMID."""
    fields = {"year": 2021, "authors": (Author("Müller", "Ada"),), "abstract": (Section("Text."),)} | fields
    return Received(
        f"<raw>{pmid} {title}</raw>".encode(), pmid, Description(title=title, pmid=pmid, **fields)
    )


def broken(accession: str = "") -> Received:
    return Received(b"<raw>broken", accession, problem="The record is cut off: its end is missing.")


def bring(by: Member, run: Run, *records: Received, first: int = 1) -> list[Citation]:
    """Receive records into a run, as a job does; gives their citations."""
    receive(by=by, run=run, arrivals=[Arrival.of(n, record) for n, record in enumerate(records, first)])
    run.refresh_from_db()
    stored = run.records.select_related("citation").order_by("position")
    return [record.citation for record in stored if first <= record.position < first + len(records)]


def found(by: Member, *records: Received, source: Source | None = None) -> list[Citation]:
    """A run of a source that can be searched, which brought these records and is complete; gives their citations."""
    run = make_run(by, source or make_source(by))
    preview = Preview(len(records), translation="exosomes[All Fields]")
    plan_run(by=by, run=run, preview=preview, accessions=[record.accession for record in records])
    citations = bring(by, run, *records)
    end_run(by=by, run=run, state=Run.State.COMPLETE)
    Job.objects.filter(payload__run=run.pk).update(state=Job.State.DONE)
    return citations


def imported_run(by: Member, source: Source) -> Run:
    """A run of a source whose files are imported, with nothing in it."""
    with arranging(by.review):
        search = Search.objects.create(review=by.review, source=source, created_by=by)
        return Run.objects.create(
            review=by.review, search=search, source=source, by=by, file_path="imports/x"
        )


def imported(by: Member, *records: Received, name: str = "Embase") -> list[Citation]:
    """Records of a file from another source; gives their citations."""
    return bring(by, imported_run(by, make_source(by, name, connector="")), *records)
