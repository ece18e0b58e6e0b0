"""Which citations a chase may begin from."""

from __future__ import annotations

from django.db.models import QuerySet

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.records.standing import screenable, standing
from screening.reviews.models import Review
from screening.searches.chase_models import Seed
from screening.searches.chaser import SeedIds


def standing_citations(*, review: Review) -> QuerySet[Citation]:
    return Citation.objects.filter(standing(), review=review).order_by("pk")


def included(*, review: Review, stage: Stage) -> QuerySet[Citation]:
    """Citations included at a stage, those on full text by any of their reports."""
    there = Candidate.objects.filter(review=review, stage=stage, outcome=Candidate.Outcome.INCLUDED)
    return Citation.objects.filter(screenable(), review=review, pk__in=there.values("citation")).order_by(
        "pk"
    )


def never_seeds(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    """Those from which no run, whatever its way, has chased citations yet."""
    asked = Seed.objects.filter(search__runs__withdrawn_at=None, search__runs__asked__isnull=False)
    return citations.exclude(pk__in=asked.values("citation"))


def ids_of(citation: Citation) -> SeedIds:
    return SeedIds(citation.pk, citation.pmid, citation.doi)
