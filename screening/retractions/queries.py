"""Which reports are watched, and what is known of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from screening.decisions.models import Candidate
from screening.jobs.models import Job
from screening.records.models import Citation, Record
from screening.records.standing import screenable
from screening.retractions.models import Flag, RetractionWatch
from screening.reviews.models import Review

KIND = "retractions.check"


def included(*, review: Review) -> QuerySet[Citation]:
    """Citations that title and abstract or full text includes now."""
    of_it = Candidate.objects.filter(citation=OuterRef("pk"), outcome=Candidate.Outcome.INCLUDED)
    return Citation.objects.filter(screenable(), Exists(of_it), review=review)


def watched(*, review: Review) -> dict[str, list[int]]:
    """PMID → included citations (their ids), of those that have one: their own, or else that of a record of theirs.

    Two queries, whatever the number of records.
    """
    mine = included(review=review)
    pmids = dict(mine.exclude(pmid="").values_list("pk", "pmid"))
    records = Record.objects.live().filter(citation__in=mine.filter(pmid=""), fields__pmid__gt="")
    for pk, pmid in records.order_by("pk").values_list("citation", KT("fields__pmid")):
        pmids.setdefault(pk, pmid)
    found: dict[str, list[int]] = defaultdict(list)
    for pk, pmid in pmids.items():
        found[pmid].append(pk)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Overview:
    """``watched`` of ``included`` citations have a PMID to ask by; ``watch`` is ``None`` until it first came round."""

    included: int
    watched: int
    watch: RetractionWatch | None
    job: Job | None
    flags: list[Flag]


def overview_of(*, review: Review) -> Overview:
    """Six queries. Flags of included citations, the gravest first."""
    grave = Q(citation__retracted=True) | Q(citation__questioned=True)
    flags = (
        Flag.objects.filter(gone_at=None, citation__in=included(review=review))
        .select_related("citation")
        .annotate(grave=grave)
        .order_by(F("citation__retracted").desc(), "-grave", "-pk")
    )
    return Overview(
        included=included(review=review).count(),
        watched=sum(map(len, watched(review=review).values())),
        watch=RetractionWatch.objects.filter(review=review).select_related("set_by__user").first(),
        job=Job.objects.filter(review=review, kind=KIND).select_related("by__user").first(),
        flags=list(flags),
    )


def flags_of(*, citation: Citation) -> QuerySet[Flag]:
    """All that was ever found about a citation, latest first."""
    return Flag.objects.filter(citation=citation)
