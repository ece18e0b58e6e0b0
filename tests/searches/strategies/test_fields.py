from __future__ import annotations

import pytest

from screening.searches.connector import fields_of
from screening.searches.strategies.fields import Field, TermsRefused, composed, with_line

TIAB = Field("tiab", "Title/Abstract", "{}[tiab]")


def test_terms_become_one_line() -> None:
    assert composed('exosom*\n\n  "low back pain" \n', TIAB) == 'exosom*[tiab] OR "low back pain"[tiab]'
    assert composed(" #1 AND #2 ", None) == "#1 AND #2"
    assert composed("{}", TIAB) == "{}[tiab]"


@pytest.mark.parametrize("terms", ["a OR b", "a\n#1", "NOT a"])
def test_a_field_takes_terms_only(terms: str) -> None:
    with pytest.raises(TermsRefused, match="more than one term"):
        composed(terms, TIAB)


def test_an_operator_inside_quotation_marks_is_text() -> None:
    assert composed('"ORAL AND dental"', TIAB) == '"ORAL AND dental"[tiab]'


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "#1 x"),
        (" \n", "#1 x"),
        ("a OR b", "#1 a OR b\n#2 x"),
        ("#1 a\n#2 b\n", "#1 a\n#2 b\n#3 x"),
        ("#7 a\n#2 b", "#7 a\n#2 b\n#8 x"),
        ("#1 a\n  OR b", "#1 a\n  OR b\n#2 x"),
    ],
)
def test_a_line_is_added_at_the_end(text: str, after: str) -> None:
    assert with_line(text, "x") == after


def test_fields_are_those_of_the_connector() -> None:
    tags = {field.label: field.pattern for field in fields_of("pubmed")}
    assert tags["Title/Abstract"] == "{}[tiab]"
    assert all(
        "{}" in field.pattern for key in ("pubmed", "europepmc", "clinicaltrials") for field in fields_of(key)
    )
    assert fields_of("crossref") == fields_of("") == fields_of("gopher") == ()
