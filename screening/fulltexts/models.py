"""Reports, how their full texts were sought, and the studies they are about."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import AppendOnly, Audited
from screening.records.models import Citation
from screening.reviews.models import Member, Review


class Study(Audited):
    """One investigation with a defined group of participants; it has one or more reports."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="studies")
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["label", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "label"], name="one_study_per_label")]

    def __str__(self) -> str:
        return self.label


class Report(Audited):
    """A document about a study that is sought for retrieval: an included citation's, or one added by hand."""

    class Retrieval(models.TextChoices):
        SOUGHT = "sought", "sought"
        RETRIEVED = "retrieved", "retrieved"
        NOT_RETRIEVED = "not_retrieved", "not retrieved"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="reports")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="reports")
    retrieval = models.CharField(max_length=15, choices=Retrieval, default=Retrieval.SOUGHT)
    retrieval_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    retrieval_at = models.DateTimeField(null=True)
    retrieval_note = models.TextField(blank=True)
    link = models.URLField(max_length=1000, blank=True)
    sought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"report {self.pk}"


class FullTextFile(Audited):
    """An uploaded full text, kept in the data folder under its own name and served only through the gate."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class RetrievalAttempt(AppendOnly):
    """One try to get the full text."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attempts")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=80)
    result = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.method
