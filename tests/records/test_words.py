"""What is typed into the search field, as the databases are asked."""

from __future__ import annotations

import pytest

from screening.records.words import MOST, Asked, Term, asked, for_postgresql, for_sqlite


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("back pain", (Term(("back",)), Term(("pain",)))),
        ('"Back  PAIN" exosom*', (Term(("back", "pain")), Term(("exosom",), prefix=True))),
        ("“low back", (Term(("low", "back")),)),
        ("IL-6 O'Neil", (Term(("il", "6")), Term(("o", "neil")))),
        ("Müller β-Zelle", (Term(("muller",)), Term(("β", "zelle")))),
        ("pain pain PAIN", (Term(("pain",)),)),
        ('"extracellular ves*"', (Term(("extracellular", "ves"), prefix=True),)),
        ('%_* "" -', ()),
        ("", ()),
    ],
)
def test_words_phrases_and_beginnings(text: str, terms: tuple[Term, ...]) -> None:
    assert asked(text) == Asked(terms=terms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1000/ABC.1", Asked(doi="10.1000/abc.1")),
        ("https://doi.org/10.1000/abc.1", Asked(doi="10.1000/abc.1")),
        ("doi: 10.1000/abc.1", Asked(doi="10.1000/abc.1")),
        ("PMID: 35322978", Asked(pmid="35322978")),
        ("35322978[pmid]", Asked(pmid="35322978")),
        ("35322978", Asked(terms=(Term(("35322978",)),), number="35322978")),
    ],
)
def test_identifiers_standing_alone(text: str, expected: Asked) -> None:
    assert asked(text) == expected


def test_an_identifier_among_words_is_words() -> None:
    assert not asked("exosomes 10.1000/abc").doi
    assert not asked("cohort 2019").number


def test_more_terms_than_anybody_types_are_left_out() -> None:
    assert len(asked(" ".join(f"w{n}" for n in range(50))).terms) == MOST


def test_both_databases_are_asked_the_same() -> None:
    terms = (Term(("back", "pain")), Term(("exosom",), prefix=True))
    assert for_sqlite(terms) == '"back pain" "exosom" *'
    assert for_postgresql(terms) == "('back' <-> 'pain') & ('exosom':*)"
