from __future__ import annotations

from screening.records.models import Citation
from screening.records.told import told_of
from screening.reviews.models import Member
from tests.casting import arranging
from tests.searching import found, received


def test_each_language_and_type_is_told_once_in_order(owen: Member) -> None:
    found(
        owen,
        received("1", types=("Letter", "Clinical Trial, Phase I"), languages=("ger", "eng")),
        received("2", "Two", types=("Letter",), languages=("eng",)),
        received("3", "Three", types=(), languages=()),
    )
    assert told_of(member=owen) == (["eng", "ger"], ["Clinical Trial, Phase I", "Letter"])


def test_what_no_citation_of_the_list_has_is_not_told(owen: Member, mallory: Member) -> None:
    kept, merged, withdrawn = found(
        owen,
        received("1", languages=("eng",), types=("Letter",)),
        received("2", "Two", languages=("fre",), types=("Review",)),
        received("3", "Three", languages=("ger",), types=("Editorial",)),
    )
    found(mallory, received("4", "Four", languages=("spa",), types=("Meta-Analysis",)))
    with arranging(owen.review):
        Citation.objects.filter(pk=merged.pk).update(merged_into=kept)
        Citation.objects.filter(pk=withdrawn.pk).update(withdrawn=True)
    assert told_of(member=owen) == (["eng"], ["Letter"])


def test_of_no_citations_nothing_is_told(owen: Member) -> None:
    assert told_of(member=owen) == ([], [])
