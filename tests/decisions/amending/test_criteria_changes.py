"""Which votes an amendment concerns: the table of the module, row by row."""

from typing import Any

import pytest

from screening.decisions.amending.criteria_changes import amendment, concerning


def criterion(code: str, text: str, kind: str = "inclusion", **stages: bool) -> dict[str, Any]:
    return {
        "code": code,
        "text": text,
        "kind": kind,
        "at_title_abstract": True,
        "at_full_text": True,
    } | stages


def reason(pk: int, label: str, tie: str = "", **stages: bool) -> dict[str, Any]:
    return {
        "id": pk,
        "label": label,
        "criterion": tie,
        "at_title_abstract": True,
        "at_full_text": True,
    } | stages


OLD = {
    "criteria": [
        criterion("I1", "Adults"),
        criterion("I2", "Exosomes"),
        criterion("E1", "Animals", "exclusion"),
    ],
    "reasons": [reason(1, "Animals", "E1"), reason(2, "No exosomes", "I2"), reason(3, "Other")],
}


def plan(**changes: Any) -> dict[str, Any]:
    return OLD | changes


def told(
    new: dict[str, Any], verdict: str, reason: int | None = None, stage: str = "title_abstract"
) -> list[str]:
    change = amendment(OLD, new, stage=stage)
    return [
        f"{one.reason or one.code} {one.kind}" for one in concerning(change, verdict=verdict, reason=reason)
    ]


REWORDED = plan(criteria=[criterion("I1", "Adults over 18"), *OLD["criteria"][1:]])
STRICTER = plan(criteria=[*OLD["criteria"], criterion("E2", "Cells", "exclusion")])
WIDER = plan(criteria=OLD["criteria"][:2])
RETIRED = plan(reasons=OLD["reasons"][1:])
RENAMED = plan(reasons=[reason(1, "Not in humans", "E1"), *OLD["reasons"][1:]])
OFFERED = plan(reasons=[*OLD["reasons"], reason(4, "Cells only")])
BOTH = plan(criteria=STRICTER["criteria"], reasons=[*OLD["reasons"], reason(4, "Cells", "E2")])


@pytest.mark.parametrize(
    ("new", "included", "by_animals", "by_exosomes", "by_other", "without"),
    [
        (OLD, [], [], [], [], []),
        (REWORDED, ["I1 reworded"], [], [], ["I1 reworded"], ["I1 reworded"]),
        (STRICTER, ["E2 new"], [], [], [], []),
        (WIDER, [], ["E1 gone"], [], ["E1 gone"], ["E1 gone"]),
        (RETIRED, [], ["1 gone"], [], [], []),
        (RENAMED, [], ["1 reworded"], [], [], []),
        (OFFERED, ["4 new"], [], [], [], []),
        (BOTH, ["E2 new"], [], [], [], []),
    ],
)
def test_the_table(new, included, by_animals, by_exosomes, by_other, without):
    assert told(new, "include") == told(new, "maybe") == included
    assert told(new, "exclude", 1) == by_animals
    assert told(new, "exclude", 2) == by_exosomes
    assert told(new, "exclude", 3) == by_other
    assert told(new, "exclude") == without


def test_each_stage_has_criteria_of_its_own():
    at_titles = plan(criteria=[criterion("I1", "Adults", at_full_text=False), *OLD["criteria"][1:]])
    assert told(at_titles, "exclude") == []
    assert told(at_titles, "exclude", stage="full_text") == ["I1 gone"]


def test_a_rule_that_changed_sides_is_reworded():
    turned = plan(criteria=[*OLD["criteria"][:2], criterion("E1", "Animals", "inclusion")])
    assert told(turned, "include") == ["E1 reworded"]


def test_the_words_that_changed_are_marked():
    reworded = plan(criteria=[criterion("I1", "All adults"), *OLD["criteria"][1:]])
    [change] = amendment(OLD, reworded, stage="full_text").changed
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("same", "Include: "),
        ("removed", "Adults "),
        ("added", "All adults"),
    ]


def test_a_vote_by_a_reason_that_neither_version_knew_is_treated_as_tied_to_none():
    """It was added with the draft and retired before the freeze, and somebody used it in between."""
    assert told(REWORDED, "exclude", 77) == ["I1 reworded"]
