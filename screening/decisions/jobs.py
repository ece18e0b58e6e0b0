"""Background work: votes on many citations at once, and back; the rules of an amendment applied; members' names
looked for among authors; leases that ended long ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.decisions.allocation import leases
from screening.decisions.amending import rule_changes
from screening.decisions.barring.looking import look_where_due
from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk import batches
from screening.jobs.handlers import JobCancelled, JobRefused, chore, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.protocol.models import ProtocolVersion
from screening.protocol.queries import current_protocol
from screening.reviews.permissions import Permission


@handles(batches.CAST, blind=True)
def cast_batch(*, job: Job, progress: Progress, batch: int) -> None:
    asked = VoteBatch.objects.own(job.by).select_related("reason").get(pk=batch)
    waiting = batches.not_tried(batch=asked)
    for some in _portions(job, progress, waiting, Permission.SCREEN, "Voting", of=len(asked.candidates)):
        batches.cast_some(by=job.by, batch=asked, candidates=some)


@handles(batches.TAKE_BACK, blind=True)
def take_back_batch(*, job: Job, progress: Progress, batch: int) -> None:
    asked = VoteBatch.objects.own(job.by).get(pk=batch)
    standing = list(batches.standing_of(batch=asked).values_list("candidate", flat=True))
    for some in _portions(job, progress, standing, Permission.SCREEN, "Taking back"):
        batches.take_back_some(by=job.by, batch=asked, candidates=some)


@handles(rule_changes.APPLY)
def apply_rules(*, job: Job, progress: Progress, version: int) -> None:
    """What changed already is not found again, so that a second attempt goes on from there."""
    protocol = _in_force(job, version)
    changed = [change.candidate for change in rule_changes.changes(version=protocol)]
    for some in _portions(job, progress, changed, Permission.EDIT_PROTOCOL, "Applying the rules"):
        rule_changes.apply_to(by=job.by, version=_in_force(job, version), candidates=some)


@chore("interests.look")
def look_for_authors() -> None:
    look_where_due()


@chore("leases.clear")
def clear_leases() -> None:
    leases.clear()


def _in_force(job: Job, version: int) -> ProtocolVersion:
    protocol = current_protocol(review=job.review)
    if protocol is None or protocol.pk != version:
        raise JobRefused("The protocol was amended in the meantime: look at what the new rules would change.")
    return protocol


def _portions(
    job: Job, progress: Progress, ids: Sequence[int], needs: Permission, doing: str, *, of: int | None = None
) -> Iterator[Sequence[int]]:
    """Some at a time; between them somebody may have stopped the job, or taken the right to do this."""
    total = of or len(ids)
    before = total - len(ids)
    for start in range(0, len(ids), batches.AT_ONCE):
        progress.report(before + start, total, doing)
        if progress.cancelled():
            raise JobCancelled
        job.by.refresh_from_db(fields=["role", "left_at"])
        if not job.by.may(needs):
            raise JobRefused(f"{job.by} may no longer do this in this review. What was done is kept.")
        yield ids[start : start + batches.AT_ONCE]
    progress.report(total, total, now=True)
