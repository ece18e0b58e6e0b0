from __future__ import annotations

import pytest

from screening.records.description import Description, Relation
from screening.retractions.said import RETRACTED, WORDS, Said, questions, retracts, said_of


def test_what_was_published_against_a_report_is_read_and_talk_about_it_left_out() -> None:
    kinds = [*WORDS, "CommentIn", "UpdateIn", "RetractionOf", "ErratumFor", "Cites"]
    description = Description(relations=tuple(Relation(kind, "1", " J. 2024 ") for kind in kinds))
    assert said_of(description) == {Said(kind, "1", "J. 2024") for kind in WORDS}


@pytest.mark.parametrize("relations", [(), (Relation("ErratumIn", "5"),)])
def test_its_type_alone_says_that_a_report_is_retracted(relations: tuple[Relation, ...]) -> None:
    assert Said(RETRACTED) in said_of(Description(retracted=True, relations=relations))


def test_one_retraction_is_said_once() -> None:
    described = Description(retracted=True, relations=(Relation(RETRACTED, "7", "J. 2024"),))
    assert said_of(described) == {Said(RETRACTED, "7", "J. 2024")}
    assert said_of(Description()) == frozenset()


@pytest.mark.parametrize(
    ("kind", "retracting", "questioning"),
    [
        ("RetractionIn", True, False),
        ("RetractedandRepublishedIn", True, False),
        ("PartialRetractionIn", False, True),
        ("ExpressionOfConcernIn", False, True),
        ("ErratumIn", False, False),
        ("CorrectedandRepublishedIn", False, False),
    ],
)
def test_which_kinds_mark_a_report(kind: str, retracting: bool, questioning: bool) -> None:
    assert (retracts([Said(kind)]), questions([Said(kind)])) == (retracting, questioning)
    assert Said(kind).words
