from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from screening.records.description import Author, Description, Relation, Section, plain

FULL = Description(
    title="Exosomes",
    authors=(Author("Müller", "Ada"), Author(literal="Group")),
    year=2021,
    abstract=(Section("p < 0.05", "RESULTS"), Section("More.")),
    keywords=("a", "b"),
    relations=(Relation("ErratumIn", "12"),),
    retracted=True,
    ids={"pii": "S1"},
    extra={"ZZ": ["as received"]},
)


def test_what_is_written_is_read_back() -> None:
    assert Description.from_json(FULL.as_json()) == FULL
    assert Description.from_json(Description().as_json()) == Description()


def test_only_what_is_known_is_written() -> None:
    assert Description(title="Exosomes").as_json() == {"title": "Exosomes"}


@given(st.text(), st.text(), st.text())
def test_parts_are_written_as_dataclasses_would(family: str, given_name: str, literal: str) -> None:
    part = Author(family, given_name, literal)
    assert plain(part) == asdict(part)


def test_an_abstract_in_one_piece() -> None:
    assert FULL.abstract_text == "RESULTS: p < 0.05\n\nMore."
