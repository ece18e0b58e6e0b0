import pytest

from screening.extraction.answers import CHECKS, Answer, problem, same
from screening.extraction.models import Field

WILL_DO = [
    ("short_text", "0.5 ml per joint"),
    ("long_text", "x" * 20_000),
    ("number", "20"),
    ("number", "-0.7145"),
    ("date", "2024"),
    ("date", "2021-03"),
    ("date", "2024-02-29"),
    ("choice", "Single-arm"),
    ("yes_no_unclear", "unclear"),
]
WILL_NOT_DO = [
    ("short_text", "x" * 301),
    ("long_text", "x" * 100_000),
    ("number", "p < 0.0001"),
    ("number", "1,234"),
    ("number", "nan"),
    ("number", "٢٠"),
    ("date", "2023-02-29"),
    ("date", "18.3.2024"),
    ("date", "March"),
    ("choice", "single-arm"),
    ("yes_no_unclear", "maybe"),
]


def test_every_type_of_field_has_a_check() -> None:
    assert set(CHECKS) == set(Field.Type.values)


@pytest.mark.parametrize(("type", "text"), WILL_DO)
def test_an_answer_of_its_type_will_do(type: str, text: str) -> None:
    assert problem(Answer(text), type=type, choices=["Randomised", "Single-arm"], required=True) == ""


@pytest.mark.parametrize(("type", "text"), WILL_NOT_DO)
def test_another_gets_a_sentence(type: str, text: str) -> None:
    assert problem(Answer(text), type=type, choices=["Randomised", "Single-arm"])


@pytest.mark.parametrize("type", sorted(CHECKS))
def test_not_reported_answers_any_field(type: str) -> None:
    assert problem(Answer(not_reported=True), type=type, required=True) == ""


def test_what_is_required_is_answered_one_way_or_the_other() -> None:
    assert problem(Answer(), type="number") == ""
    assert "Answer this" in problem(Answer(), type="number", required=True)
    assert "not both" in problem(Answer("20", not_reported=True), type="number")


@pytest.mark.parametrize(
    ("type", "one", "other", "agree"),
    [
        ("number", "20", "20.0", True),
        ("number", "20", "21", False),
        ("number", "about 20", "About  20", True),
        ("short_text", "0.5 ml", "0.50 ml", False),
        ("short_text", " Facet\njoint", "facet joint", True),
    ],
)
def test_two_people_say_the_same_or_not(type: str, one: str, other: str, agree: bool) -> None:
    assert same(Answer(one, page="3"), Answer(other, page="4"), type=type) is agree
    assert not same(Answer(one), Answer(not_reported=True), type=type)
