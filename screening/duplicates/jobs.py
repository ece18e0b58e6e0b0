"""Background work: look for duplicates among new records, or among all."""

from __future__ import annotations

from screening.duplicates import partners
from screening.duplicates.acting import act_on, show_best
from screening.duplicates.finding import look
from screening.jobs.handlers import JobCancelled, JobRefused, handles
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.reviews.models import Review
from screening.reviews.permissions import Permission

GROUPS, LINKS = 25, 100  # of one transaction: people who are screening wait no longer than that


@handles("duplicates.find")
def find(
    *, job: Job, progress: Progress, run: int = 0, again: bool = False, everything: bool = False
) -> None:
    """Records not compared yet; with ``again`` those of ``run`` too, which was restored; or ``everything``.

    Begun anew it repeats the look: what was merged, asked or answered by then is left as it is.
    """
    by, review = job.by, job.review
    if not by.may(Permission.RUN_SEARCHES):
        raise JobRefused(f"{by} may no longer look for duplicates in this review. Nothing was merged.")
    if not (new := _new(review, run if again else 0, everything=everything)):
        return

    def report(done: int, total: int, doing: str) -> None:
        if progress.cancelled():
            raise JobCancelled
        progress.report(done, total, doing)

    found = look(review, new, report)
    total = len(found.groups) + len(found.asked) + len(found.related)
    for start in range(0, len(found.groups), GROUPS):
        report(start, total, "Merging what is certain")
        act_on(by=by, found=found, groups=found.groups[start : start + GROUPS], links=[])
    links = [*found.asked, *found.related]
    for start in range(0, len(links), LINKS):
        report(len(found.groups) + start, total, "Noting what is to be asked")
        act_on(by=by, found=found, groups=[], links=links[start : start + LINKS])
    for start in range(0, len(found.joined_on_arrival), LINKS):
        show_best(by=by, citations=found.joined_on_arrival[start : start + LINKS])
    partners.compared(review, new)
    progress.report(total, total, now=True)


def _new(review: Review, run: int, *, everything: bool) -> list[int]:
    if everything:
        return list(partners.readable(review).values_list("pk", flat=True))
    new = set(partners.not_compared(review))
    if run:
        new.update(partners.readable(review).filter(run=run).values_list("pk", flat=True))
    return sorted(new)
