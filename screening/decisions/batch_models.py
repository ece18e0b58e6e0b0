"""One vote for many citations at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from screening.audit.guard import AppendOnly
from screening.decisions.models import Verdict
from screening.protocol.models import ExclusionReason
from screening.reviews.blinding import BlindedManager, Judgement
from screening.reviews.models import Member, Review


class VoteBatch(Judgement, AppendOnly):
    """What a member said of all ``candidates`` (ids) that a list held, nobody's but their own to see.

    ``address`` is the query of that list. ``key`` is made by the page: sent twice, it is one batch. How far it was
    carried out stands in the trail.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    candidates = models.JSONField()
    address = models.TextField(blank=True)
    key = models.UUIDField(unique=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[BlindedManager[VoteBatch]] = BlindedManager()  # type: ignore[assignment]  # guarded on purpose
    rows = models.Manager()  # for Django itself (relations, constraints); use ``objects``

    class Meta:
        base_manager_name = "rows"
        default_manager_name = "rows"

    def __str__(self) -> str:
        return f"batch of votes {self.pk}"

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        """To nobody: it says how somebody judged what is pending. The votes open one by one."""
        return models.Q(pk__in=[])
