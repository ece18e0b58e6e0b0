"""What every search of a review should find."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.reviews.models import Member, Review


class KnownItem(Audited):
    """A report that every search of the review should find; kept when it is taken back, and then not checked."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="known_items")
    pmid = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=500, blank=True)
    line = models.CharField(max_length=500)  # as typed
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.pmid and f"PMID {self.pmid}", self.doi and f"DOI {self.doi}"]))
