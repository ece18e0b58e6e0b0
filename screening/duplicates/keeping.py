"""Which citation of a group keeps its place when they are merged."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min

from screening.decisions.models import Candidate
from screening.fulltexts.models import Report
from screening.protocol.models import Stage
from screening.records.models import Citation, Record


def best_to_keep(citations: Sequence[Citation]) -> Citation:
    """The one furthest on, then the one that came first. Votes on what is pending count for nothing here: which is
    kept must not tell who voted. Three queries."""
    ids = [citation.pk for citation in citations]
    earliest = dict(
        Record.objects.live().filter(citation__in=ids).order_by().values_list("citation").annotate(Min("pk"))
    )
    steps = progress_of(ids)
    return min(citations, key=lambda c: (bool(c.closed_as), -steps.get(c.pk, 0), earliest.get(c.pk, 0), c.pk))


def progress_of(citations: Sequence[int]) -> dict[int, int]:
    """How far screening is with each, as everybody may see: 0 pending, 1 decided, 2 sought, 3 retrieved, 4 assessed."""
    steps: dict[int, int] = {}
    decided = Candidate.objects.filter(citation__in=citations).exclude(outcome=Candidate.Outcome.PENDING)
    for citation, stage in decided.values_list("citation_id", "stage"):
        steps[citation] = max(steps.get(citation, 0), 4 if stage == Stage.FULL_TEXT else 1)
    for citation, retrieval in Report.objects.filter(citation__in=citations).values_list(
        "citation_id", "retrieval"
    ):
        steps[citation] = max(steps.get(citation, 0), 3 if retrieval == Report.Retrieval.RETRIEVED else 2)
    return steps
