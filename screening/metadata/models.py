"""What other sources say about citations that lack something, and what people thought of it."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.jobs.models import Job
from screening.records.models import Citation
from screening.reviews.models import Member, Review


class Lookup(Audited):
    """One source was asked about one citation, by one job. Without an ``accession`` it had no match.

    ``found_by`` is what the match was found by; its title, authors, year and journal are for a person to judge.
    Asking again makes another row, and only that one is ``current``.
    """

    class By(models.TextChoices):
        PMID = "pmid", "its PMID"
        DOI = "doi", "its DOI"
        TITLE = "title", "its title"
        RECORD = "record", "a record it has"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="lookups")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=30)
    accession = models.CharField(max_length=500, blank=True)
    found_by = models.CharField(max_length=10, choices=By, blank=True)
    title = models.TextField(blank=True)
    authors = models.TextField(blank=True)
    year = models.IntegerField(null=True)
    journal = models.TextField(blank=True)
    agrees = models.BooleanField(default=False)  # its title is the citation's
    current = models.BooleanField(default=True)
    looked_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "source"], condition=models.Q(current=True), name="one_current_lookup"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.accession}".strip()


class Proposal(Audited):
    """A value that a match gives for a field the citation lacks. Open until the field says something, or dismissed."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="proposals")
    lookup = models.ForeignKey(Lookup, on_delete=models.PROTECT, related_name="proposals")
    field = models.CharField(max_length=20)
    value = models.JSONField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lookup", "field"], name="one_proposal_per_field")]
        indexes = [models.Index(fields=["review", "dismissed_at", "citation"], name="proposal_open")]

    def __str__(self) -> str:
        return f"{self.field} of {self.lookup_id}"
