"""Background work: the row is the truth, the broker's message only wakes a worker."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from screening.audit.guard import Audited
from screening.reviews.models import Member, Review


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> JobQuerySet:
        return self.filter(state__in=Job.ACTIVE)


class Job(models.Model):
    """A piece of work done in the background, and how far it has got.

    ``key`` makes asking twice one job: only one active job may have it. ``lease_until`` is when the sweep
    sends a queued job again, or takes a running one from a worker that fell silent.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    ACTIVE = (State.QUEUED, State.RUNNING)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)  # which worker's attempt holds it
    lease_until = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    doing = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="no_twin_jobs",
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_lease")]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def rate(self) -> float | None:
        """Things done a second, since the first start."""
        if not self.started_at or not self.done:
            return None
        seconds = ((self.ended_at or timezone.now()) - self.started_at).total_seconds()
        return self.done / seconds if seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        if not self.is_active or not self.total or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate


class Recurring(Audited):
    """Work that comes round by itself: how often, when next, and in whose name (``turns.py`` takes its turns).

    ``next_due_at`` is empty while it is off, or paused: then ``paused_because`` is the sentence that says why.
    """

    class Every(models.TextChoices):
        OFF = "", "Off"
        DAY = "day", "Every day"
        WEEK = "week", "Every week"
        FORTNIGHT = "fortnight", "Every fortnight"
        MONTH = "month", "Every month"

    every = models.CharField(max_length=10, choices=Every, blank=True, default=Every.OFF)
    first_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True, db_index=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)
    paused_because = models.TextField(blank=True)

    class Meta:
        abstract = True
