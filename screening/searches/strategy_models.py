"""What was learnt of a strategy before it was run: counts of its lines, and peer reviews."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import AppendOnly
from screening.reviews.models import Member, Review
from screening.searches.models import Search, Source
from screening.searches.strategies.press import ELEMENTS


class LineCount(AppendOnly):
    """How many records a source said that one line of a strategy finds, and when. Asked again, it is a new row."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="line_counts")
    query = models.TextField()  # the line as sent: its references written out
    query_sha256 = models.CharField(max_length=64)
    hits = models.PositiveIntegerField()
    translation = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["source", "query_sha256"], name="counts_of_a_line")]

    def __str__(self) -> str:
        return f"{self.hits:,} for {self.query[:80]}"


class PeerReview(AppendOnly):
    """What somebody said who looked over a strategy (PRESS 2015). A later look is a new row."""

    class Verdict(models.TextChoices):
        NONE = "none", "No revision"
        SUGGESTED = "suggested", "Revision suggested"
        REQUIRED = "required", "Revision required"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="peer_reviews")
    reviewer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reviewer_name = models.CharField(max_length=200, blank=True)  # of somebody who is no member
    reviewed_on = models.DateField()
    elements = models.JSONField()  # of those looked at: an element of press.ELEMENTS to a verdict
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_by}: {self.get_verdict_display()}"

    @property
    def reviewed_by(self) -> str:
        return str(self.reviewer) if self.reviewer else self.reviewer_name

    @property
    def is_own(self) -> bool:
        """Whether the reviewer kept this very strategy: then nobody else has looked at it."""
        return self.reviewer_id == self.search.created_by_id

    @property
    def told_elements(self) -> list[tuple[str, str]]:
        """The elements that were looked at, each with its verdict, in words."""
        return [
            (label, str(self.Verdict(self.elements[key]).label))
            for key, (label, _) in ELEMENTS.items()
            if key in self.elements
        ]
