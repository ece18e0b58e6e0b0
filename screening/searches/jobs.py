"""Background work: fetch a search's records from its source, or read an export file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings

from screening.jobs.handlers import JobCancelled, JobRefused, chore, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.lib.kept_objects import collector_paused
from screening.records.arrival import Arrival
from screening.records.models import Record
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import archives, waiting
from screening.searches.asking import connector_of, context_for
from screening.searches.chases import plan_chase
from screening.searches.chasing import chase
from screening.searches.connector import (
    Batch,
    Connector,
    Context,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.fileformat import FileRefused
from screening.searches.models import Run
from screening.searches.queries import mappings_of
from screening.searches.reading import read
from screening.searches.receiving import LARGEST_BATCH, receive
from screening.searches.runs import abandon_run, end_run, look_for_duplicates, plan_run, resume_run
from screening.searches.scheduling import start_due
from screening.searches.waiting import Waiting

State = Run.State


@handles("searches.run")
def fetch_run(*, job: Job, progress: Progress, run: int) -> None:
    """Ask the source which records there are, unless a worker before did; then for those that did not come yet."""
    subject = Run.objects.select_related("source", "review", "search").get(pk=run)
    if subject.state == State.COMPLETE:
        return
    _require_standing(subject)
    with _ended_as_told(job.by, subject):
        connector = connector_of(subject.source)
        context = context_for(job.by, subject.source, cancelled=progress.cancelled, say=progress.say)
        if subject.asked is None:
            _plan(job.by, subject, connector, context)
        else:
            resume_run(by=job.by, run=subject)
        planned = subject.plan.accessions
        places = {accession: place for place, accession in enumerate(planned, 1)}
        owed = _owed(subject, planned)
        progress.report(subject.received, len(planned), now=True)
        for batch in connector.fetch(owed, context):
            placed = _placed(batch, places)
            while _take(job.by, subject, placed, progress):
                pass
            progress.report(subject.received, len(planned), f"Receiving records from {connector.label}")
        progress.report(subject.received, len(planned), now=True)
    _end_fetch(job.by, subject, _owed(subject, planned))


@handles("searches.look")
def look_through(*, job: Job, progress: Progress, token: str) -> None:
    """See what large files hold that wait for their member; what an earlier attempt has seen is passed over. Files
    that are to be read in another manner may come meanwhile."""
    counted: Counter[str] = Counter()
    while (batch := _waiting(job, token)) and batch.new:
        upload, *others = batch.new
        doing = f"Counting the records of {upload.name}{f', {len(others)} more to come' if others else ''}"
        progress.say(doing)

        def watch(records: int, path: str = upload.path, doing: str = doing) -> None:
            if progress.cancelled():
                raise JobCancelled
            counted[path] = records
            progress.report(counted.total(), None, doing)

        try:
            watch(0)
            waiting.look_at(batch, upload, mappings_of(review=job.review), watch)
        except JobCancelled:
            waiting.stop_reading(batch, upload)
            raise
    progress.report(counted.total(), counted.total(), now=True)


@handles("searches.import")
def import_file(*, job: Job, progress: Progress, run: int, records: int) -> None:
    """Read the run's file from its start; what an earlier attempt stored is passed over."""
    subject = Run.objects.select_related("source", "review").get(pk=run)
    if subject.state == State.COMPLETE:
        return
    _require_standing(subject)
    resume_run(by=job.by, run=subject)
    with _ended_as_told(job.by, subject):
        with Path(settings.MEDIA_ROOT, subject.file_path).open("rb") as stream:
            told = "inside" if subject.file_format in archives.KINDS else "mapping"
            found = read(
                stream,
                subject.file_format,
                encoding=subject.file_encoding,
                **{told: subject.file_mapping or None},
            )
            numbered = islice(enumerate(found, 1), subject.received, None)
            arrivals = (Arrival.of(position, received) for position, received in numbered)
            while _take(job.by, subject, arrivals, progress):
                progress.report(subject.received, records, "Reading the file")
        progress.report(subject.received, records, now=True)
        _end(job.by, subject, State.COMPLETE)


@chore("searches.start_due")
def start_due_searches() -> None:
    start_due()


def _waiting(job: Job, token: str) -> Waiting | None:
    return waiting.waiting(review_id=job.review_id, member_id=job.by_id, token=UUID(token))


def _plan(by: Member, run: Run, connector: Connector, context: Context) -> None:
    if run.source.chaser:
        plan_chase(by=by, run=run, chase=chase(run=run, context=context))
        return
    preview, accessions = connector.plan(run.query_sent, context, run.limit)
    plan_run(by=by, run=run, preview=preview, accessions=accessions)


@collector_paused()  # a batch makes hundreds of thousands of objects; once it is stored they are gone, all of them
def _take(by: Member, run: Run, arrivals: Iterator[Arrival], progress: Progress) -> bool:
    """Store the next few of what came, no more than does not hold up people who are screening; false at the end."""
    chunk = list(islice(arrivals, LARGEST_BATCH))
    if chunk:
        if progress.cancelled():
            raise SearchCancelled("Stopped.")
        _require_right(by, run)
        receive(by=by, run=run, arrivals=chunk)
        run.refresh_from_db(fields=["received"])
    return bool(chunk)


def _placed(batch: Batch, places: dict[str, int]) -> Iterator[Arrival]:
    for received in batch.records:
        yield Arrival.of(places[received.accession], received)


def _owed(run: Run, planned: list[str]) -> list[str]:
    stored = set(Record.objects.filter(run=run).values_list("position", flat=True).iterator())
    return [accession for place, accession in enumerate(planned, 1) if place not in stored]


def _end_fetch(by: Member, run: Run, missing: list[str]) -> None:
    came, asked = run.received, run.asked or 0
    problem = f"Incomplete: {came:,} of {asked:,} records came." if missing else ""
    state = State.INCOMPLETE if missing else State.COMPLETE
    _end(by, run, state, problem, missing)


def _end(by: Member, run: Run, state: Run.State, problem: str = "", missing: Sequence[str] = ()) -> None:
    """However it ended: what did come is looked through for duplicates."""
    end_run(by=by, run=run, state=state, problem=problem, missing=missing)
    if run.received:
        look_for_duplicates(by=by, run=run)


def _require_right(by: Member, run: Run) -> None:
    by.refresh_from_db(fields=["role", "left_at"])
    if not by.may(Permission.RUN_SEARCHES):
        problem = (
            f"{by} may no longer run searches in this review. What was received is kept; somebody with the right"
            " can run the search again."
        )
        abandon_run(run=run, problem=problem)
        raise JobRefused(problem)


def _require_standing(run: Run) -> None:
    if run.withdrawn_at:
        raise JobRefused("This run was undone. Restore it, then retry.")


@contextmanager
def _ended_as_told(by: Member, run: Run) -> Iterator[None]:
    """Turn what a connector or a file says into the end of the run and of the job."""
    _require_right(by, run)
    try:
        yield
    except SearchCancelled:
        _end(by, run, State.CANCELLED, "Stopped by a person. What was received is kept.")
        raise JobCancelled from None
    except SearchInterrupted as trouble:
        _end(by, run, State.INCOMPLETE, str(trouble))
        raise JobRefused(f"{trouble} What was received is kept; retry goes on from there.") from trouble
    except (SearchRefused, FileRefused) as refusal:
        _end(by, run, State.FAILED, str(refusal))
        raise JobRefused(str(refusal)) from refusal
    except FileNotFoundError as error:
        problem = "The uploaded file is no longer in the data folder. Import it again."
        _end(by, run, State.FAILED, problem)
        raise JobRefused(problem) from error
