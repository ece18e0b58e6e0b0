"""Who screens what at a stage, and what is kept for whom at this moment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from screening.audit.guard import AppendOnly
from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review

LEASE_MINUTES = {Stage.TITLE_ABSTRACT: 30, Stage.FULL_TEXT: 240}  # until an owner says otherwise


class Allocation(AppendOnly):
    """How a stage's candidates are divided among people, from one moment on; the highest ``number`` holds.

    ``parts`` are those of ``dividing.Part``; ``given`` is what a person typed, from which they were made, for the
    form and for words. ``votes`` is the number required that they were made for.
    """

    class Mode(models.TextChoices):
        POOL = "pool", "Open pool"
        PERCENT = "percent", "By percentage"
        NUMBER = "number", "By number"
        SOURCE = "source", "By source"
        PAIRS = "pairs", "Pairs"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage)
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.POOL)
    given = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    votes = models.PositiveSmallIntegerField()
    lease_minutes = models.PositiveIntegerField()
    by_priority = models.BooleanField(default=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "stage", "number"], name="one_allocation_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.number}: {self.get_mode_display()}"


class Lease(models.Model):
    """A candidate kept for one member until a time. Not audited: it says who looks at what now, and is gone soon.

    Of others' leases nobody learns more than ``leases.py`` gives out.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()

    objects: ClassVar[models.Manager[Lease]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "member"], name="one_lease_each")]
        indexes = [models.Index(fields=["review", "until"], name="lease_live")]

    def __str__(self) -> str:
        return f"lease {self.pk}"
