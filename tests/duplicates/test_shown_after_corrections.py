"""What people corrected, and what PubMed told later, outlives a merge and its undoing."""

from __future__ import annotations

from screening.duplicates.operations import merge, undo_merge
from screening.records.models import Citation
from screening.records.operations import correct
from screening.retractions.models import Flag
from screening.reviews.models import Member
from tests.casting import arranging
from tests.duplicates.rows import doubtful


def shown(citation: Citation) -> tuple[str, int | None, bool]:
    citation.refresh_from_db()
    return citation.title, citation.year, citation.retracted


def test_corrections_and_flags_stay(owen: Member) -> None:
    keep, other = doubtful(owen)
    correct(by=owen, citation=keep, values={"title": "As the journal has it", "year": 1999})
    with arranging(owen.review):
        Flag.objects.create(review=owen.review, citation=keep, kind="RetractionIn", pmid="31234567")
        Citation.objects.filter(pk=keep.pk).update(retracted=True)
    told = ("As the journal has it", 1999, True)
    keep.refresh_from_db()
    merge(by=owen, keep=keep, others=[other])
    assert shown(keep) == told
    undo_merge(by=owen, citation=Citation.objects.get(pk=other.pk))
    assert shown(keep) == told
