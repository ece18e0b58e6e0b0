"""Which citation of a group keeps its place when they are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from screening.decisions.models import Candidate
from screening.fulltexts.models import Report
from screening.protocol.models import Stage
from screening.records.models import Citation, Record


def best_to_keep(citations: Sequence[Citation]) -> Citation:
    """The one furthest on, then the one that came first. Votes on what is pending count for nothing here: which is
    kept must not tell who voted."""
    return Order.of([citation.pk for citation in citations]).best(citations)


@dataclass(frozen=True, slots=True)
class Order:
    """Which of many citations would be kept, asked once for all of them. Four queries."""

    earliest: dict[int, int]
    steps: dict[int, int]

    @classmethod
    def of(cls, ids: Sequence[int]) -> Order:
        first = Record.objects.live().filter(citation__in=ids).order_by().values_list("citation")
        return cls(dict(first.annotate(Min("pk"))), progress_of(ids))

    def best(self, citations: Sequence[Citation]) -> Citation:
        def place(citation: Citation) -> tuple[bool, int, int, int]:
            pk = citation.pk
            return bool(citation.closed_as), -self.steps.get(pk, 0), self.earliest.get(pk, 0), pk

        return min(citations, key=place)


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
