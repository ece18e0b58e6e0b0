"""The strategies as text, for the appendix of the report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.exports.writing.strategies import ToldSource, text
from screening.reviews.models import Member
from screening.searches.connector import Preview
from screening.searches.counting import keep_count
from screening.searches.models import Run
from screening.searches.operations import save_search
from screening.searches.peer_review import note_peer_review
from screening.searches.withdrawing import withdraw_run
from tests.casting import arranging, signed_in
from tests.searching import found, imported_run, make_run, make_source, received

LINES = "#1 exosom*[tiab]\n#2 back[tiab]\n#3 #1 AND #2"


def exported(member: Member) -> str:
    where = reverse("exports:download", args=["exosomes", "search_strategies"])
    answer = signed_in(member).post(where)
    assert answer["Content-Disposition"].endswith('.txt"')
    return answer.getvalue().decode()


def test_everything_that_prisma_s_asks_for(owen: Member, olive: Member) -> None:
    pubmed = make_source(owen, platform="NCBI")
    search = save_search(by=owen, source=pubmed, strategy=LINES, limits="2020[dp]", notes="Built on Gupta's.")
    said = Preview(1234, "exosom*[Title/Abstract]")
    keep_count(by=owen, source=pubmed, query="exosom*[tiab]", said=said)
    elements = {"operators": "none", "text_words": "suggested"}
    note_peer_review(
        by=owen, search=search, elements=elements, reviewed_on=date(2024, 3, 1), reviewer_name="A. Librarian",
        note="Add vesicles.",
    )  # fmt: skip
    run = make_run(owen, pubmed, strategy="exosomes")
    with arranging(owen.review):
        Run.objects.filter(pk=run.pk).update(
            hits=5, received=4, limit=4, translation="exosomes[All Fields]", warnings=["Check its spelling."]
        )
    told = exported(olive)
    for part in (
        "Exosomes for low back pain",
        "Source [1, 3]: PubMed, database",
        "Platform [1]: NCBI",
        "  #1 exosom*[tiab]\n  #2 back[tiab]\n  #3 #1 AND #2\n",
        "Written out, as it is sent [8]:\n  ((exosom*[tiab]) AND (back[tiab])) AND (2020[dp])\n",
        "Limits [9]:\n  2020[dp]\n",
        "Notes:\n  Built on Gupta's.\n",
        "  #1: 1,234 (20",
        "PRESS 2015: revision suggested. A. Librarian, 2024-03-01.",
        "Text words: revision suggested",
        "  Add vesicles.",
        "Version 2, kept on",
        "Limits [9]:\n  none noted\n",
        "  Hits: 5. Records received [15]: 4 (limited to 4).",
        "Read by the source as:\n    exosomes[All Fields]",
        "  Warning: Check its spelling.",
        "PEER REVIEW [14]: THE STRATEGY WAS CHANGED SINCE IT WAS REVIEWED.",
    ):
        assert part in told, part


def test_a_file_and_a_run_that_was_undone(owen: Member) -> None:
    scopus = make_source(owen, "Scopus", connector="")
    save_search(by=owen, source=scopus, strategy="TITLE-ABS-KEY(exosom*)")
    run = imported_run(owen, scopus)
    with arranging(owen.review):
        changes = {"file_name": "scopus.ris", "searched_on": date(2024, 3, 18), "state": "complete"}
        Run.objects.filter(pk=run.pk).update(**changes)
    told = exported(owen)
    assert "Date of the last search [13]: 2024-03-18" in told
    assert "Run of 2024-03-18 [13], file scopus.ris, imported by Owen: complete" in told
    assert "Without a strategy, " in told
    assert "Written out" not in told
    run.refresh_from_db()
    withdraw_run(by=owen, run=run, reason="wrong file")
    told = exported(owen)
    assert "wrong file; its records do not count." in told
    assert "Date of the last search [13]: not searched yet" in told


def test_a_review_without_sources(owen: Member) -> None:
    assert "No source was named yet." in exported(owen)
    make_source(owen)
    assert "No strategy was noted [8]." in exported(owen)


def test_a_source_that_was_never_searched() -> None:
    plain: dict[str, Any] = {"platform": "", "notes": "", "last_searched": "", "records": 0}
    told = "".join(text("A review", "2024-03-18", [ToldSource("CINAHL", "Database", **plain)]))
    assert "Platform [1]: not noted" in told
    assert "PEER REVIEW" not in told


@pytest.mark.parametrize("typed", ["#1 (a", "#1 #2"])
def test_a_strategy_with_faults_is_told_as_typed(owen: Member, typed: str) -> None:
    save_search(by=owen, source=make_source(owen), strategy=typed)
    assert f"Strategy as typed [8]:\n  {typed}\n" in exported(owen)


def test_the_number_of_queries_does_not_grow(owen: Member) -> None:
    counts = []
    for more in (1, 2):
        for number in range(more):
            source = make_source(owen, f"PubMed {more} {number}")
            found(owen, received(f"{more}{number}"), source=source)
            save_search(by=owen, source=source, strategy=LINES)
        with CaptureQueriesContext(connection) as queries:
            exported(owen)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_versions_are_numbered_as_in_the_history_run_or_not(owen: Member) -> None:
    source = make_source(owen)
    for strategy in ("exosomes", "exosomes OR vesicles", "vesicles"):
        save_search(by=owen, source=source, strategy=strategy)
    told = exported(owen)
    history = signed_in(owen).get(f"/r/exosomes/search/source/{source.pk}/history/").context["versions"]
    for number, version in history:
        after = told.partition(f"--- Version {number}, ")[2]
        assert after.split("[8]:\n")[1].startswith(f"  {version.search.strategy}\n")
    assert len(history) == 3
