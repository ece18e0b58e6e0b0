"""What PubMed says of included reports after their records came, and how often it is asked."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.jobs.models import Recurring
from screening.records.models import Citation
from screening.retractions.said import QUESTIONING, RETRACTING, Said
from screening.reviews.models import Review


class RetractionWatch(Recurring):
    """How often a review's included reports are asked after, and how the last time went.

    ``set_by`` is empty where nobody ever set it: then an owner acts.
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="retraction_watch")
    checked_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    unanswered = models.JSONField(default=list)  # PMIDs that PubMed did not send

    def __str__(self) -> str:
        return f"{self.get_every_display()}: {self.review}"


class Flag(Audited):
    """What PubMed says of a citation; its records stay as received. ``gone_at``: PubMed says so no longer."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=40)  # one of said.WORDS; no choices, so no migration
    pmid = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "kind", "pmid", "source"],
                condition=models.Q(gone_at=None),
                name="one_standing_flag",
            )
        ]

    def __str__(self) -> str:
        return f"{self.citation_id}: {self.kind}"

    @property
    def said(self) -> Said:
        return Said(self.kind, self.pmid, self.source)

    @property
    def is_grave(self) -> bool:
        """Not a mere correction."""
        return self.kind in RETRACTING | QUESTIONING
