"""Background work: ask PubMed again for the included reports, and compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from screening.jobs.handlers import JobCancelled, JobRefused, chore, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.retractions import watching
from screening.retractions.operations import end_check, note_said
from screening.retractions.queries import KIND, watched
from screening.retractions.said import Said, said_of
from screening.reviews.permissions import Permission
from screening.searches.asking import connector_of, context_for
from screening.searches.connector import Batch, SearchCancelled, SearchInterrupted, SearchRefused
from screening.searches.models import Source

KEPT = "What was found so far is kept."


@chore("retractions.start_due")
def start_due_checks() -> None:
    watching.start_due()


@handles(KIND)
def check(*, job: Job, progress: Progress, due: str = "") -> None:
    """Every included PMID, from the first on each time: what is known already is not noted twice."""
    by = job.by
    if not by.may(Permission.RUN_SEARCHES):
        raise JobRefused(f"{by} may no longer run searches in this review. {KEPT}")
    watch, wanted = watching.watch_of(by.review), watched(review=by.review)
    done = 0
    unanswered: list[str] = []
    with _ended_as_told(job):
        # PubMed need not be a source of the review: only its connector is used
        pubmed = Source(name="PubMed", connector="pubmed")
        context = context_for(by, pubmed, cancelled=progress.cancelled, say=progress.say)
        progress.report(0, len(wanted), "Asking PubMed", now=True)
        for batch in connector_of(pubmed).fetch(list(wanted), context):
            note_said(by=by, said=_by_citation(batch, wanted))
            unanswered += _unanswered(batch)
            done += len(batch.records) + len(batch.missing)
            progress.report(done, len(wanted), "Comparing with what PubMed says now")
        end_check(by=by, watch=watch, asked=len(wanted), unanswered=unanswered)
        progress.report(done, len(wanted), now=True)


def _by_citation(batch: Batch, wanted: dict[str, list[int]]) -> dict[int, frozenset[Said]]:
    return {
        citation: said_of(received.description)
        for received in batch.records
        if received.description
        for citation in wanted[received.accession]
    }


def _unanswered(batch: Batch) -> list[str]:
    unreadable = [received.accession for received in batch.records if not received.description]
    return [*batch.missing, *unreadable]


@contextmanager
def _ended_as_told(job: Job) -> Iterator[None]:
    """Turn what the connector says into the end of the job; nobody may be looking, so the owners are told."""
    try:
        yield
    except SearchCancelled:
        raise JobCancelled from None
    except (SearchInterrupted, SearchRefused) as trouble:
        if job.payload.get("due"):
            watching.tell_break_off(job=job, problem=str(trouble))
        raise JobRefused(f"{trouble} {KEPT}") from trouble
