"""Which of a review's citations an export takes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.records.standing import standing
from screening.reviews.models import Review

_OPEN = (Candidate.Outcome.PENDING, Candidate.Outcome.CONFLICT)


class Scope(models.TextChoices):
    """By outcomes only: votes stay out of sight. A citation with several reports is excluded when all of them are."""

    ALL = "all", "All"
    PENDING = "pending", "Not decided yet, at either stage"
    INCLUDED_TITLE_ABSTRACT = "included_title_abstract", "Included on title and abstract"
    INCLUDED_FULL_TEXT = "included_full_text", "Included at full text"
    EXCLUDED = "excluded", "Excluded, at either stage"


def citations_in(scope: Scope, *, review: Review) -> QuerySet[Citation]:
    """Those that count; beyond ``ALL``, without those removed before screening."""
    every = Citation.objects.filter(standing(), review=review)
    if scope == Scope.ALL:
        return every
    screened = every.filter(closed_as="")
    first = Candidate.objects.filter(review=review, stage=Stage.TITLE_ABSTRACT)
    later = Candidate.objects.filter(review=review, stage=Stage.FULL_TEXT)
    if scope == Scope.PENDING:
        return screened.filter(_has(first | later, *_OPEN))
    if scope == Scope.INCLUDED_TITLE_ABSTRACT:
        return screened.filter(_has(first, Candidate.Outcome.INCLUDED))
    if scope == Scope.INCLUDED_FULL_TEXT:
        return screened.filter(_has(later, Candidate.Outcome.INCLUDED))
    excluded = Candidate.Outcome.EXCLUDED
    open_or_included = _has(later, Candidate.Outcome.INCLUDED, *_OPEN)
    return screened.filter(_has(first, excluded) | (_has(later, excluded) & ~open_or_included))


def _has(candidates: QuerySet[Candidate], *outcomes: str) -> Q:
    return Q(pk__in=candidates.filter(outcome__in=outcomes).values("citation"))
