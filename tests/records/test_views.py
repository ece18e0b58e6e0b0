from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.models import Candidate
from screening.fulltexts.models import Report
from screening.records import queries
from screening.records.description import Author
from screening.records.filters import ORDERS
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_full_text
from tests.searching import broken, found, imported, make_source, received

HERE = "/r/exosomes/citations/"


@pytest.fixture
def citations(owen: Member) -> list[Citation]:
    return found(
        owen,
        received(
            "1",
            "Exosomes for low back pain",
            year=2019,
            doi="10.1/a",
            types=("Journal Article", "Clinical Trial, Phase I"),
            languages=("eng",),
        ),
        received(
            "2",
            "Mesh for hernia",
            year=2021,
            abstract=(),
            authors=(Author("O'Neil", "B"),),
            types=("Letter",),
            languages=("eng", "ger"),
        ),
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
        ("?text=exosome", []),
        ("?text=exosom*", ["Exosomes for low back pain"]),
        ('?text="low bac*"', ["Exosomes for low back pain"]),
        ("?text=muller&order=oldest", ["Exosomes for low back pain", "Vesicles in discs"]),
        ("?text=doi:10.1234/nowhere", []),
        ("?text=pmid:2", ["Mesh for hernia"]),
        ("?text=%25%25%25", []),
        ("?type=Letter", ["Mesh for hernia"]),
        ("?type=Journal+Article", ["Exosomes for low back pain"]),
        ("?language=eng&order=oldest", ["Exosomes for low back pain", "Mesh for hernia"]),
        ("?type=Clinical+Trial%2C+Phase+I", ["Exosomes for low back pain"]),
        ("?language=ger", ["Mesh for hernia"]),
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


def test_a_full_text_that_cannot_be_had_is_not_called_pending(owen: Member) -> None:
    waiting, lost = make_full_text(owen.review), make_full_text(owen.review)
    with arranging(owen.review):
        Citation.objects.filter(pk=lost.citation_id).update(title="Vesicles in a thesis")
    lost.refresh_from_db()
    with arranging(owen.review):
        Report.objects.filter(pk=lost.report_id).update(retrieval="not_retrieved")
    found = {state: titles(owen, f"?full_text={state}") for state in ("pending", "not_retrieved")}
    assert found == {"pending": [waiting.citation.title], "not_retrieved": [lost.citation.title]}
    page = signed_in(owen).get(f"{HERE}?full_text=not_retrieved").content.decode()
    assert '<span class="chip">Not retrieved</span>' in page


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
    last = Citation.objects.get(title="Title 25").pk
    assert f"size=25&amp;order=oldest&amp;page=2&amp;after={last}" in shown(owen, "?size=25&order=oldest")
    assert len(titles(owen, "?size=1000")) == 30


def test_a_long_list_is_counted_to_its_end_after_it_is_shown(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(owen, *(received(str(n), f"Title {n}", year=2000 + n % 2) for n in range(1, 61)))
    monkeypatch.setattr(queries, "COUNTED", 28)
    assert "<h1>60 citations</h1>" in shown(owen, "count/?size=25")
    page = shown(owen, "?size=25")
    assert "more than 28 citations" in page
    assert 'href="/r/exosomes/citations/count/?size=25">Count all</a>' in page
    assert '<span id="pages"></span>' in page
    whole = shown(owen, "?size=25&year_to=2000&year_from=2000&page=2")
    assert re.search("Page 2: <span [^>]*>more than 28 citations", whole)
    where = "count/?size=25&year_to=2000&year_from=2000"
    assert f'href="/r/exosomes/citations/{where.replace("&", "&amp;")}">Count all' in whole
    assert "<h1>30 citations</h1>" in shown(owen, where)
    part = signed_in(owen).get(HERE + where, headers={"HX-Request": "true"}).content.decode()
    assert re.findall("<span.*?</span>", part) == [
        "<span>30 citations</span>",
        '<span id="pages" hx-swap-oob="true"> of 2</span>',
    ]


def test_what_words_find_is_counted_less_far(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    found(owen, *(received(str(n), f"Title {n}") for n in range(1, 31)))
    monkeypatch.setattr(queries, "COUNTED_BY_WORDS", 27)
    assert "more than 27 citations" in shown(owen, "?size=25&text=title")
    assert "30 citations" in shown(owen, "?size=25")
    assert "more than" not in shown(owen, "?size=50&text=title"), "one page tells how many it has"


def test_what_narrows_the_list_can_be_taken_away_one_by_one(owen: Member, citations: list[Citation]) -> None:
    page = shown(owen, "?text=exosomes&year_to=2020&order=title&page=3&after=1")
    assert 'href="?year_to=2020&amp;order=title"' in page
    assert 'href="?text=exosomes&amp;order=title"' in page
    assert "Year to: <strong>2020</strong>" in page


def test_a_run_and_its_source(owen: Member, citations: list[Citation]) -> None:
    imported(owen, received("9", "Of a file"))
    run = Citation.objects.get(title="Of a file").records.get().run
    assert titles(owen, f"?run={run.pk}") == ["Of a file"]
    assert len(titles(owen, f"?run={citations[0].records.get().run_id}")) == 4


@pytest.mark.parametrize("order", ORDERS)
def test_every_page_of_every_order_is_reached_both_ways_and_by_number(owen: Member, order: str) -> None:
    years = (2020, None, 2021)
    made = found(
        owen, *(received(str(n), f"{'[' * (n % 2)}Title {n % 4}", year=years[n % 3]) for n in range(1, 62))
    )
    browser = signed_in(owen)

    def page(query: str) -> tuple[list[int], str, str]:
        answer = browser.get(f"{HERE}?size=25&order={order}&{query}")
        steps = {
            rel: html.unescape(to)
            for rel, to in re.findall(r'rel="(\w+)"[^>]* href="\?([^"]*)"', answer.content.decode())
        }
        return (
            [row.citation.pk for row in answer.context["rows"]],
            steps.get("prev", ""),
            steps.get("next", ""),
        )

    pages, query = [], ""
    while True:
        ids, _, query = page(query)
        pages.append(ids)
        if not query:
            break
    assert sorted(pk for ids in pages for pk in ids) == sorted(citation.pk for citation in made)
    assert [page(f"page={number}")[0] for number in (1, 2, 3)] == pages
    ids, back, _ = page("page=3")
    ids, back, on = page(back)
    assert (ids, page(on)[0]) == (pages[1], pages[2])
    assert page(back)[0] == pages[0]


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=999999999", "page=99999999999999", "after=x", "after=999999", "before=1",
     "before=9999999999999999999", "order=nonsense&size=x", "page=2&after=1", "text=" + "x" * 301, "text=%00",
     "label=1", "label=x", "run=x", "type=x", "round=x", "round=00000000-0000-0000-0000-000000000001"],
)  # fmt: skip
def test_nonsense_in_the_address_is_a_page_all_the_same(
    owen: Member, citations: list[Citation], query: str
) -> None:
    assert len(titles(owen, f"?{query}")) >= 3


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
