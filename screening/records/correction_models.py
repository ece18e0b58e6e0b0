"""What people put in place of what citations said."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import AppendOnly
from screening.jobs.models import Job
from screening.records.models import Citation
from screening.reviews.models import Member, Review


class Correction(AppendOnly):
    """A value that a person put in place of what one field of a citation said; the latest of a field stands.

    The citation shows ``value``. ``received`` is what the field said before anybody corrected it; a row that
    ``restores`` brings that back. ``source`` names where the value is from, with that source's own id: empty by hand.
    ``job`` made many corrections at once.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    received = models.JSONField(null=True)
    restores = models.BooleanField(default=False)
    source = models.CharField(max_length=30, blank=True)
    accession = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["citation", "field", "id"], name="correction_last")]

    def __str__(self) -> str:
        return f"{self.citation_id} {self.field}"
