"""How citations come into title and abstract screening."""

from __future__ import annotations

from collections.abc import Iterable

from screening.decisions.models import Candidate
from screening.protocol.models import Stage
from screening.records.models import Citation

AT_ONCE = 500  # ids in one query; databases limit them


def enter_new(*, citations: Iterable[Citation]) -> None:
    """``enter_screening`` for citations made in this very transaction, which nobody else can have entered."""
    Candidate.objects.insert(
        [
            Candidate(review_id=citation.review_id, citation_id=citation.pk, stage=Stage.TITLE_ABSTRACT)
            for citation in citations
            if not citation.closed_as
        ]
    )


def enter_screening(*, citations: Iterable[Citation]) -> int:
    """Make a title and abstract candidate of each open citation that has none, and say how many were made.

    A part of other operations (an import, a merge undone): call it inside one, which records why. Citations
    that are closed or merged into another stay out. Doing it twice adds nothing.
    """
    ids = sorted({c.pk for c in citations if not c.closed_as and c.merged_into_id is None})
    made = 0
    for start in range(0, len(ids), AT_ONCE):
        waiting = Citation.objects.filter(pk__in=ids[start : start + AT_ONCE]).exclude(
            candidates__stage=Stage.TITLE_ABSTRACT
        )
        candidates = [
            Candidate(review_id=review_id, citation_id=pk, stage=Stage.TITLE_ABSTRACT)
            for pk, review_id in waiting.values_list("pk", "review_id")
        ]
        # another import may be entering the same citation at this moment: the constraint keeps one candidate
        Candidate.objects.bulk_create(candidates, ignore_conflicts=True)
        made += len(candidates)
    return made
