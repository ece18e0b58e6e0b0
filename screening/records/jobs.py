"""Background work: a label put on many citations or taken off, and that undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError

from screening.jobs.handlers import JobCancelled, JobRefused, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.records import label_rounds
from screening.records.label_models import Label
from screening.records.labelling import AT_ONCE
from screening.reviews.permissions import Permission


@handles(label_rounds.LABEL, blind=True)
def label_many(
    *, job: Job, progress: Progress, label: int, do: str, spans: list[list[int]], key: str
) -> None:
    """What is labelled already is not changed again, so that a second attempt goes on from there."""
    chosen = Label.objects.get(pk=label, review=job.review)
    change = label_rounds.DOING[do]
    for some in _portions(job, progress, label_rounds.ids_of(spans), "Labelling"):
        try:
            change(by=job.by, label=chosen, citations=some, round_key=UUID(key))
        except ValidationError as refusal:  # it was retired meanwhile
            raise JobRefused(" ".join(refusal.messages)) from refusal


@handles(label_rounds.UNDO, blind=True)
def undo_labelling(*, job: Job, progress: Progress, key: str) -> None:
    left = label_rounds.to_undo(member=job.by, key=UUID(key))
    for some in _portions(job, progress, left, "Undoing"):
        label_rounds.undo_some(by=job.by, key=UUID(key), citations=some)


def _portions(job: Job, progress: Progress, ids: Sequence[int], doing: str) -> Iterator[Sequence[int]]:
    """Some at a time; between them somebody may have stopped the job, or taken the right to do this."""
    for start in range(0, len(ids), AT_ONCE):
        progress.report(start, len(ids), doing)
        if progress.cancelled():
            raise JobCancelled
        job.by.refresh_from_db(fields=["role", "left_at"])
        if not job.by.may(Permission.LABEL):
            raise JobRefused(f"{job.by} may no longer label citations in this review. What was done is kept.")
        yield ids[start : start + AT_ONCE]
    progress.report(len(ids), len(ids), now=True)
