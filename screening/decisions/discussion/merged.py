"""The candidates that a candidate stands for as well, because their citations were merged into its own."""

from __future__ import annotations

from screening.decisions.models import Candidate
from screening.records.models import Citation


def merged_into(candidate: Candidate) -> list[int]:
    """Ids, at the same stage; of several full texts of one citation the first stands for what was merged into it, as
    it does for votes. One query where nothing was merged, one more for each time that it was merged again.
    """
    found, citations = set[int](), {candidate.citation_id}
    while citations:
        citations = set(Citation.objects.filter(merged_into__in=citations).values_list("pk", flat=True))
        found |= citations
    if not found:
        return []
    at_stage = Candidate.objects.filter(stage=candidate.stage).order_by("pk")
    first = at_stage.filter(citation=candidate.citation_id).values_list("pk", flat=True).first()
    return (
        list(at_stage.filter(citation__in=found).values_list("pk", flat=True))
        if first == candidate.pk
        else []
    )
