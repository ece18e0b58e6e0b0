"""The first look at a file: is it a table, whose columns must be explained, and what do they seem to hold?"""

from __future__ import annotations

from io import BytesIO

import pytest

from screening.searches import assigning
from screening.searches.fileformat import FileRefused, Sample
from screening.searches.guessing import guessed
from screening.searches.looking import Look, Manner, columns_of, look
from screening.searches.tables.columns import known_fields

GERMAN = "Überschrift;Verfasst von;Erschienen\nVesikel;Müller A;2020\nMäuse;Schmidt B;2021\n".encode()
SCOPUS = b'"Authors","Title","Year","EID"\n"Lovelace A.","Exosomes","2020","2-s2.0-85000000001"\n'
MAPPING = {"Überschrift": "title", "Erschienen": "year"}


def seen(content: bytes, manner: Manner | None = None, remembered: dict[str, str] | None = None) -> Look:
    return look(BytesIO(content), manner or Manner(), lambda _: remembered)


def titles(found: Look) -> list[str]:
    assert found.summary
    return [one.title for one in found.summary.first]


def test_a_table_that_nobody_knows_is_kept_for_a_person_to_explain() -> None:
    found = seen(GERMAN)
    assert found.summary is None
    assert "“Überschrift”, “Verfasst von”" in found.refused
    assert found.manner.format_key == "csv"


def test_it_is_read_as_a_person_says() -> None:
    found = seen(GERMAN, Manner("csv", mapping=MAPPING))
    assert titles(found) == ["Vesikel", "Mäuse"]
    assert not found.tables[0].remembered


def test_it_is_read_as_the_last_one_with_these_columns() -> None:
    found = seen(GERMAN, remembered=MAPPING)
    assert titles(found) == ["Vesikel", "Mäuse"]
    assert found.tables[0].remembered
    assert found.manner == Manner("csv", mapping=MAPPING), "to be kept with the run"
    assert seen(GERMAN, Manner("csv", mapping={}), remembered=MAPPING).summary is None, "by the names alone"


def test_a_known_table_is_read_by_the_names_of_its_columns_unless_a_person_says_more() -> None:
    found = seen(SCOPUS)
    assert (titles(found), found.tables[0].program, found.manner.mapping) == (["Exosomes"], "Scopus", None)
    other = seen(SCOPUS, Manner(mapping={"Authors": "title"}))
    assert (titles(other), other.tables[0].program) == (["Lovelace A."], "")


def test_the_same_set_of_columns_in_another_order_is_the_same_table() -> None:
    one, two = seen(b"Wort,Zahl\na,1\n"), seen(b"Zahl,Wort\n1,a\n")
    assert one.columns == two.columns != seen(b"Wort,Zahl,Rest\na,1,2\n").columns


@pytest.mark.parametrize(
    "content",
    [b"Dear colleague,\nplease find below", b"", b"%PDF-1.7", b"a,b,c\n", b"\x1f\x8bxx", b"one\ntwo\n"],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        seen(content)


def test_only_tables_have_columns() -> None:
    ris = b"TY  - JOUR\nTI  - Exosomes\nER  - \n"
    assert titles(seen(ris)) == ["Exosomes"]
    with pytest.raises(FileRefused, match="no table"):
        seen(ris, Manner(mapping={"a": "title"}))
    with pytest.raises(FileRefused, match="no encoding “x”"):
        seen(ris, Manner(encoding="x"))


def test_a_table_without_a_row_of_names() -> None:
    content = b"Vesikel im Knie,2020\nVesikel im Ohr,2021\n"
    sample = columns_of(BytesIO(content), Manner("csv"), names=False)
    assert (sample.columns, len(sample.rows)) == (("column 1", "column 2"), 2)
    found = seen(content, Manner("csv", mapping={"column 1": "title", "column 2": "year"}))
    assert titles(found) == ["Vesikel im Knie", "Vesikel im Ohr"]


def test_every_field_that_a_column_can_hold_is_offered() -> None:
    assert set(assigning.LABELS) == known_fields()


def test_guesses_go_by_names_and_then_by_cells() -> None:
    rows = tuple(
        (
            f"Vesicles in the degenerating disc, part {n}",
            "Müller A; Schmidt B",
            f"https://doi.org/10.1000/x{n}",
            f"{2010 + n}",
            "Wir haben untersucht. " * 30,
            "yes",
            f"https://example.org/{n}",
        )
        for n in range(3)
    )
    sample = Sample(tuple("abcdefg"), ("", "", "", "", "", "keywords", ""), rows)
    assert guessed(sample) == ("title", "authors", "doi", "year", "abstract", "keywords", "url")
    assert guessed(
        Sample(("a", "b"), ("", "title"), (("Vesicles in the degenerating disc, again", "x"),))
    ) == (
        "",
        "title",
    )
    assert guessed(Sample()) == ()
