"""Where a chase begins, and which of its seeds found what."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import AppendOnly
from screening.records.models import Citation
from screening.reviews.models import Review
from screening.searches.chaser import SeedIds
from screening.searches.models import Run, Search


class Seed(AppendOnly):
    """A citation from which a search follows citations, and what it is asked for by, as it was known then."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="seeds")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="seeds")
    pmid = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "citation"], name="one_seed_per_citation")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"seed {self.citation_id}"

    @property
    def ids(self) -> SeedIds:
        return SeedIds(self.citation_id, self.pmid, self.doi)


class FoundBy(AppendOnly):
    """That a run's source named this accession for this seed; kept with the run's plan, and like it for ever."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="found_by", db_index=False)  # below
    seed = models.ForeignKey(Seed, on_delete=models.PROTECT, related_name="found")
    accession = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "accession", "seed"], name="found_once_by_each_seed")
        ]

    def __str__(self) -> str:
        return f"{self.accession} by seed {self.seed_id}"
