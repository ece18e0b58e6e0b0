"""Background work: ask sources about citations that lack something; accept what they gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from screening.jobs.handlers import JobCancelled, JobRefused, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.metadata import own_records, queries
from screening.metadata.finders import FINDERS
from screening.metadata.operations import accept, store_matches
from screening.records.models import Citation
from screening.records.operations import undo_correction
from screening.records.queries import standing_corrections
from screening.records.standing import standing
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.asking import connector_named, context_named
from screening.searches.connector import SearchCancelled, SearchInterrupted, SearchRefused

AT_ONCE = 25  # citations asked about, or corrected, between two looks at whether to stop
KEPT = "What was found is kept; retry goes on from there."


@handles("metadata.lookup")
def look_up(*, job: Job, progress: Progress, fields: list[str], sources: list[str]) -> None:
    """First the citations' own records, then each source for what those before it did not give."""
    for some in _portions(job, progress, queries.OWN_RECORD, fields):
        citations = {c.pk: queries.lacks(c) for c in Citation.objects.filter(pk__in=some)}
        wanted = queries.wanted(citations=some, gives=frozenset(queries.LOOKED_FOR))
        matches = own_records.find(wanted, citations)
        store_matches(by=job.by, job=job, source=queries.OWN_RECORD, asked=list(citations), matches=matches)
    for key in sources:
        finder = FINDERS[key]
        context = context_named(job.by, key, cancelled=progress.cancelled)
        for some in _portions(job, progress, finder.label, fields):
            wanted = queries.wanted(citations=some, gives=finder.gives)
            with _told():
                matches = finder.find(connector_named(key), wanted, context)
            asked = [one.citation for one in wanted]
            store_matches(by=job.by, job=job, source=finder.label, asked=asked, matches=matches)


@handles("metadata.accept")
def accept_all(*, job: Job, progress: Progress, upto: int) -> None:
    """What is accepted is no longer open, so that a second attempt goes on from there."""
    total = queries.acceptable(review=job.review, upto=upto).count()
    done = 0
    while some := list(queries.acceptable(review=job.review, upto=upto)[:AT_ONCE]):
        _go_on(job.by, progress)
        accept(by=job.by, proposals=some, job=job)
        done += len(some)
        progress.report(done, total, "Accepting")
    progress.report(done, total, now=True)


@handles("metadata.undo")
def undo_all(*, job: Job, progress: Progress, accepted: int) -> None:
    """What was corrected since, or belongs to a citation that is merged or set aside, stays."""
    rows = standing_corrections(standing("citation__"), job=accepted, review=job.review)
    total = rows.count()
    for done, row in enumerate(rows.select_related("citation"), 1):
        _go_on(job.by, progress)
        undo_correction(by=job.by, citation=row.citation, field=row.field)
        progress.report(done, total, "Bringing back")
    progress.report(total, total, now=True)


def _portions(job: Job, progress: Progress, source: str, fields: Sequence[str]) -> Iterator[list[int]]:
    """The citations to ask about, some at a time, with the job's progress between them."""
    owed = queries.to_ask(job=job, source=source, fields=fields)
    progress.report(0, len(owed), f"Asking: {source}", now=True)
    for start in range(0, len(owed), AT_ONCE):
        _go_on(job.by, progress)
        yield owed[start : start + AT_ONCE]
        progress.report(min(start + AT_ONCE, len(owed)), len(owed), f"Asking: {source}")
    progress.report(len(owed), len(owed), now=True)


def _go_on(by: Member, progress: Progress) -> None:
    """Somebody may have stopped the job, or taken the right to do this, since."""
    if progress.cancelled():
        raise JobCancelled
    by.refresh_from_db(fields=["role", "left_at"])
    if not by.may(Permission.RUN_SEARCHES):
        raise JobRefused(f"{by} may no longer change citations in this review. What was done is kept.")


@contextmanager
def _told() -> Iterator[None]:
    """What a connector says, as the end of the job."""
    try:
        yield
    except SearchCancelled:
        raise JobCancelled from None
    except (SearchInterrupted, SearchRefused) as trouble:
        raise JobRefused(f"{trouble} {KEPT}") from trouble
