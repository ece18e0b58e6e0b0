from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.models import Candidate
from screening.records.description import Author
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging, signed_in
from tests.searching import broken, found, imported, make_source, received

HERE = "/r/exosomes/citations/"


@pytest.fixture
def citations(owen: Member) -> list[Citation]:
    return found(
        owen,
        received("1", "Exosomes for low back pain", year=2019, doi="10.1/a"),
        received("2", "Mesh for hernia", year=2021, abstract=(), authors=(Author("O'Neil", "B"),)),
        received("3", "Vesicles in discs", year=None, retracted=True),
        broken("4"),
    )


def titles(member: Member, query: str = "") -> list[str]:
    response = signed_in(member).get(HERE + query)
    assert response.status_code == 200
    return [row.citation.title for row in response.context["rows"]]


def shown(member: Member, query: str = "") -> str:
    return re.sub(r"\s+", " ", signed_in(member).get(HERE + query).content.decode())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?text=exosomes", ["Exosomes for low back pain"]),
        ("?text=PAIN+exosomes", ["Exosomes for low back pain"]),
        ("?text=“low+back”", ["Exosomes for low back pain"]),
        ('?text="back low"', []),
        ("?text=müller&order=oldest", ["Exosomes for low back pain", "Vesicles in discs"]),
        ("?text=Ada+hernia", []),
        ("?text=O'Neil", ["Mesh for hernia"]),
        ("?text=10.1/A", ["Exosomes for low back pain"]),
        ("?text=2", ["Mesh for hernia"]),
        ("?text=100%25_x", []),
        ("?year_from=2020", ["Mesh for hernia"]),
        ("?year_to=2019", ["Exosomes for low back pain"]),
        ("?abstract=no&removed=no", ["Mesh for hernia"]),
        ("?doi=yes", ["Exosomes for low back pain"]),
        ("?retracted=yes", ["Vesicles in discs"]),
        ("?removed=yes", ["Unreadable record 4 (PubMed)"]),
        ("?title_abstract=included", ["Mesh for hernia"]),
        ("?full_text=excluded", []),
        (
            "?year_from=nonsense",
            [
                "Unreadable record 4 (PubMed)",
                "Vesicles in discs",
                "Mesh for hernia",
                "Exosomes for low back pain",
            ],
        ),
        ("?order=year&removed=no&abstract=yes&doi=yes", ["Exosomes for low back pain"]),
        ("?order=title&removed=no", ["Exosomes for low back pain", "Mesh for hernia", "Vesicles in discs"]),
    ],
)
def test_filters(owen: Member, citations: list[Citation], query: str, expected: list[str]) -> None:
    with arranging(owen.review):
        Candidate.objects.filter(citation=citations[1]).update(outcome="included", decided_by="agreed")
    assert titles(owen, query) == expected


def test_sources_and_repeated_records(owen: Member, citations: list[Citation]) -> None:
    (same,) = imported(owen, received("1", "Exosomes for low back pain"))
    assert same == citations[0]
    assert "PubMed, Embase" in shown(owen, "?text=exosomes")
    embase = same.records.last().run.source_id
    assert titles(owen, f"?source={embase}") == ["Exosomes for low back pain"]
    assert titles(owen, "?source=99999") == titles(owen), "an unknown source narrows nothing"


def test_a_source_of_another_review_is_no_choice(owen: Member, mallory: Member) -> None:
    make_source(mallory, "Secret database")
    assert "Secret database" not in shown(owen)


def test_merged_citations_are_not_listed(owen: Member, citations: list[Citation]) -> None:
    with arranging(owen.review):
        Citation.objects.filter(pk=citations[2].pk).update(merged_into=citations[0])
    assert "Vesicles in discs" not in titles(owen)


def test_page_size_and_pages_stay_in_the_address(owen: Member) -> None:
    found(owen, *(received(str(n), f"Title {n:02}") for n in range(1, 31)))
    assert len(titles(owen, "?size=25&order=oldest")) == 25
    assert titles(owen, "?size=25&order=oldest&page=2")[0] == "Title 26"
    assert "size=25&amp;order=oldest&amp;page=2" in shown(owen, "?size=25&order=oldest")
    assert len(titles(owen, "?size=1000")) == 30


def test_markup_in_a_title_is_text(owen: Member) -> None:
    found(owen, received("1", "<script>alert(1)</script>"))
    assert "<script>alert" not in shown(owen)
    assert "&lt;script&gt;" in shown(owen)


def test_empty_states_say_what_to_do(owen: Member, olive: Member) -> None:
    assert "as soon as a search has brought records" in shown(olive)
    found(owen, received("1"))
    assert "No citation matches all of this" in shown(olive, "?text=nothing")


def test_three_rows_take_as_many_queries_as_one(owen: Member) -> None:
    found(owen, received("1"))
    one = queries_of(owen)
    found(owen, received("2", "Two"), received("3", "Three"), source=make_source(owen, "Another"))
    assert queries_of(owen) == one < 25


def queries_of(member: Member) -> int:
    browser: Any = signed_in(member)
    with CaptureQueriesContext(connection) as captured:
        browser.get(HERE)
    return len(captured)
