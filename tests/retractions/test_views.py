from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from screening.fulltexts.models import Report
from screening.jobs.models import Job
from screening.records.models import Citation
from screening.retractions.models import RetractionWatch
from screening.retractions.operations import note_said
from screening.retractions.said import RETRACTED, Said
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.retractions.test_checking import include
from tests.searching import found, received
from tests.world import furnish

HERE = "/r/exosomes/retractions/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def reports(owen: Member) -> list[Citation]:
    citations = found(owen, *(received(str(n), f"Report {n}") for n in range(1, 4)))
    include(*citations)
    return citations


def test_without_anything_included_there_is_nothing_to_ask(owen: Member) -> None:
    browser = signed_in(owen)
    assert "No included citation has a PMID yet" in text(browser.get(HERE))
    assert "Check now" not in text(browser.get(HERE))
    assert "nothing to ask PubMed about" in text(browser.post(f"{HERE}check/", follow=True))


def test_pressing_the_button_asks(owen: Member, reports: list[Citation]) -> None:
    browser = signed_in(owen)
    assert browser.post(f"{HERE}check/").url == HERE
    browser.post(f"{HERE}check/")
    assert Job.objects.filter(kind="retractions.check").count() == 1
    assert "Check now" not in text(browser.get(HERE)), "it is under way"


def test_who_may_not_ask_may_look(ada: Member, reports: list[Citation]) -> None:
    shown = text(signed_in(ada).get(HERE))
    assert "PubMed was not asked yet." in shown
    assert "Check now" not in shown
    assert "By itself" not in shown


@pytest.mark.parametrize(
    ("every", "first_on", "sentence"),
    [
        ("fortnight", "", "PubMed is asked every fortnight."),
        ("", "", "PubMed is no longer asked by itself."),
        ("hour", "", "Select a valid choice"),
        ("week", "1999-01-01", "Choose today or a day within a year"),
        ("week", "someday", "Enter a valid date"),
    ],
)
def test_how_often_is_set(owen: Member, every: str, first_on: str, sentence: str) -> None:
    data = {"every": every, "first_on": first_on}
    assert sentence in text(signed_in(owen).post(f"{HERE}schedule/", data, follow=True))
    assert RetractionWatch.objects.exists() == sentence.startswith("PubMed")


def test_a_mark_shows_on_the_page_in_the_lists_and_on_the_citation(
    owen: Member, reports: list[Citation]
) -> None:
    browser = signed_in(owen)
    said = {
        reports[0].pk: frozenset({Said(RETRACTED, "9", "J. 2024")}),
        reports[1].pk: frozenset({Said("ErratumIn")}),
    }
    note_said(by=owen, said=said)
    shown = text(browser.get(HERE))
    assert shown.index("Report 1") < shown.index("Report 2")
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/9/"' in shown
    lists = [text(browser.get(f"/r/exosomes/{path}")) for path in ("citations/", "citations/?retracted=yes")]
    assert all(page.count('<strong class="against">retracted</strong>') == 1 for page in lists)
    whole = text(browser.get(f"/r/exosomes/report/citation/{reports[0].pk}/"))
    assert "<strong>Retracted.</strong> PubMed says so since" in whole
    assert "noted what PubMed says: retracted (PMID 9)" in whole
    note_said(by=owen, said={reports[0].pk: frozenset()})
    whole = text(browser.get(f"/r/exosomes/report/citation/{reports[0].pk}/"))
    assert f"no longer says it since {timezone.now():%-d %B %Y}" in whole


def test_queries_do_not_grow(owen: Member, reports: list[Citation]) -> None:
    browser, counts = signed_in(owen), []
    for citation in reports:
        note_said(by=owen, said={citation.pk: frozenset({Said(RETRACTED, "9")})})
        with CaptureQueriesContext(connection) as captured:
            browser.get(HERE)
        counts.append(len(captured))
    assert counts[0] == counts[2]


def test_a_study_with_a_retracted_report_is_marked_in_the_table_of_studies(owen: Member) -> None:
    examples = furnish(owen)
    browser = signed_in(owen)
    assert "retracted" not in text(browser.get("/r/exosomes/extract/"))
    citation = Report.objects.get(pk=examples["report_id"]).citation
    note_said(by=owen, said={citation.pk: frozenset({Said(RETRACTED)})})
    assert text(browser.get("/r/exosomes/extract/")).count('<strong class="against">retracted</strong>') == 1
