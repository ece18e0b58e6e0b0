"""How a handler says how far it is, and learns that it should stop."""

from __future__ import annotations

import time

from screening.jobs.models import Job, JobQuerySet


class LostClaim(Exception):
    """Another worker has taken this job over: stop at once and leave everything to it."""


class Progress:
    """Reports into the job's row, at most twice a second; cancellation is read at most once a second."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._wrote = self._looked = 0.0
        self._cancelled = False

    def report(self, done: int, total: int | None = None, doing: str = "", *, now: bool = False) -> None:
        """``done`` of ``total`` things, and a short sentence. ``now`` writes even if it wrote just before."""
        moment = time.monotonic()
        if not now and moment - self._wrote < 0.5:
            return
        self._wrote = moment
        self._mine().update(done=done, total=total, doing=doing[:300])

    def say(self, doing: str) -> None:
        self._mine().update(doing=doing[:300])

    def cancelled(self) -> bool:
        """Has someone asked to stop? Raises ``LostClaim`` when the job is no longer this worker's."""
        moment = time.monotonic()
        if not self._cancelled and moment - self._looked >= 1:
            self._looked = moment
            row = Job.objects.filter(pk=self.job.pk).values("cancel_requested_at", "claim").get()
            if row["claim"] != self.job.claim:
                raise LostClaim
            self._cancelled = row["cancel_requested_at"] is not None
        return self._cancelled

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.pk, claim=self.job.claim)
