"""What people wrote to each other about one candidate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from screening.audit.guard import AppendOnly
from screening.decisions.models import Candidate, Vote
from screening.reviews.blinding import BlindedManager, Judgement
from screening.reviews.models import Member, Review


class Comment(Judgement, AppendOnly):
    """One contribution to the discussion of a candidate, open to those to whom its votes are.

    ``key`` is made by the page: sent twice, it is one comment.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    key = models.UUIDField(unique=True)
    written_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[BlindedManager[Comment]] = BlindedManager()  # type: ignore[assignment]  # guarded on purpose
    rows = models.Manager()  # for Django itself (relations, constraints); use ``objects``

    class Meta:
        base_manager_name = "rows"
        default_manager_name = "rows"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        return Vote.opened_to(member)
