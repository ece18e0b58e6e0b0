"""The strategy's page: lines, slips, counts, keeping, and its history."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.demo.eutils import StandIn
from screening.reviews.models import Member
from screening.searches.models import Run, Search, Source
from screening.searches.operations import save_search
from screening.searches.strategy_models import LineCount
from tests.casting import signed_in
from tests.searching import found, make_source, received

HERE = "/r/exosomes/search/"
LINES = "#1 exosom*[tiab]\r\n#2 back[tiab] OR disc[tiab]\r\n#3 #1 AND #2"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def sent(ncbi: StandIn) -> list[dict[str, str]]:
    """The parameters of every question how many records there are."""
    return [request.fields for request in ncbi.seen("esearch")]


@pytest.fixture
def source(owen: Member) -> Source:
    return make_source(owen)


def page_of(source: Source) -> str:
    return f"{HERE}source/{source.pk}/strategy/"


def test_numbered_lines_are_shown_written_out_before_they_are_sent(
    owen: Member, source: Source, ncbi: StandIn
) -> None:
    browser, page = signed_in(owen), page_of(source)
    response = browser.post(page, {"strategy": LINES, "limits": "2000:2024[dp]", "preview": "1"})
    query = "((exosom*[tiab]) AND (back[tiab] OR disc[tiab])) AND (2000:2024[dp])"
    assert query in re.sub("</?ins[^>]*>", "", text(response))
    assert '<ins title="#2">(back[tiab] OR disc[tiab])</ins>' in text(response)
    assert [asked["term"] for asked in sent(ncbi)] == [query]
    fingerprint = response.context["form"].fingerprint
    browser.post(page, {"strategy": LINES, "limits": "2000:2024[dp]", "run": fingerprint})
    run = Run.objects.get()
    assert run.query_sent == query
    assert run.search.strategy == LINES.replace("\r\n", "\n"), "kept as typed"


@pytest.mark.parametrize("action", ["preview", "count", "run"])
def test_faults_stand_beside_the_field_and_nothing_is_sent(
    owen: Member, source: Source, ncbi: StandIn, action: str
) -> None:
    response = signed_in(owen).post(page_of(source), {"strategy": "#1 (a\n#2 #1 and #3", action: "x"})
    assert response.context["form"].errors["strategy"] == [
        "Line #1: a parenthesis is opened and not closed.",
        "Line #2: there is no line #3.",
        "Line #2: write “and” beside #1 in capitals: AND.",
        "Line #2: write “and” beside #3 in capitals: AND.",
    ]
    assert (ncbi.requests, Search.objects.exists(), LineCount.objects.exists()) == ([], False, False)


def test_an_unfinished_strategy_is_kept_and_not_sent(owen: Member, source: Source, ncbi: StandIn) -> None:
    browser = signed_in(owen)
    response = browser.post(page_of(source), {"strategy": "#1 (a", "keep": "1"}, follow=True)
    assert "kept as typed. Nothing was sent." in text(response)
    assert "Line #1: a parenthesis is opened and not closed." in text(response)
    assert Search.objects.get().strategy == "#1 (a"
    assert ncbi.requests == []


def test_a_line_is_added_to_the_text_and_nothing_else_is_done(
    owen: Member, source: Source, ncbi: StandIn
) -> None:
    data = {"strategy": "exosomes", "terms": "knee\nback", "field": "ti", "add": "1"}
    response = signed_in(owen).post(page_of(source), data)
    assert response.context["form"]["strategy"].value() == "#1 exosomes\n#2 knee[ti] OR back[ti]"
    assert response.context["adding"]["terms"].value() is None
    assert (ncbi.requests, Search.objects.exists()) == ([], False)


@pytest.mark.parametrize(
    ("terms", "field", "sentence"),
    [
        ("", "ti", "Write what the line"),
        (" \n", "", "Write what the line"),
        ("a OR b", "ti", "more than one term"),
        ("a", "gopher", "Select a valid choice"),
    ],
)
def test_a_line_that_cannot_be_added(
    owen: Member, source: Source, terms: str, field: str, sentence: str
) -> None:
    data = {"strategy": "exosomes", "terms": terms, "field": field, "add": "1"}
    response = signed_in(owen).post(page_of(source), data)
    assert sentence in text(response)
    assert response.context["form"]["strategy"].value() == "exosomes"


def test_slips_are_pointed_out_and_replaced_only_when_asked(
    owen: Member, source: Source, ncbi: StandIn
) -> None:
    browser, page = signed_in(owen), page_of(source)
    response = browser.post(page, {"strategy": "“low back pain” or disc", "preview": "1"})
    assert "There are 2 curly quotation marks." in text(response)
    assert sent(ncbi)[0]["term"] == "“low back pain” or disc", "sent as typed"
    response = browser.post(page, {"strategy": "“low back pain” or disc", "repair": "quotes"})
    assert response.context["form"]["strategy"].value() == '"low back pain" or disc'
    assert "<del>“low </del>" in text(response)
    assert len(ncbi.requests) == 1
    assert not Search.objects.exists()


def test_every_line_is_counted_once_on_one_page(owen: Member, source: Source, ncbi: StandIn) -> None:
    browser, page = signed_in(owen), page_of(source)
    strategy = "#1 exosom*[tiab]\n#2 exosom*[tiab]\n#3 exosomez[tiab]\n#4 #1 OR #3"
    response = browser.post(page, {"strategy": strategy, "limits": "2020[dp]", "count": "1"})
    asked = [(request["term"], request["retmax"]) for request in sent(ncbi)]
    assert asked == [
        ("exosom*[tiab]", "0"),
        ("exosomez[tiab]", "0"),
        ("(exosom*[tiab]) OR (exosomez[tiab])", "0"),
        ("((exosom*[tiab]) OR (exosomez[tiab])) AND (2020[dp])", "0"),
    ]
    counts = [counted.count.hits for counted in response.context["lines"]]
    assert counts[0] == counts[1] == counts[3] > counts[2] == 0
    assert "does not find the term “exosomez" in text(response)
    assert "No part of what is sent: #2." in text(response)
    assert AuditEvent.objects.filter(kind="search.line_counted").count() == 4
    browser.post(page, {"strategy": strategy, "count": "1"})
    assert len(sent(ncbi)) == 4, "what was said lately is not asked again"


def test_an_old_count_is_shown_with_its_time_and_asked_again(
    owen: Member, source: Source, ncbi: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = signed_in(owen), page_of(source)
    browser.post(page, {"strategy": "#1 exosom*[tiab]", "count": "1"})
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("screening.searches.counting.timezone.now", lambda: later)
    response = browser.post(page, {"strategy": "#1 exosom*[tiab]", "count": "1"})
    assert LineCount.objects.count() == 2, "the first answer is kept"
    assert response.context["lines"][0].count == LineCount.objects.last()


def test_with_scripts_each_line_asks_for_its_own(owen: Member, source: Source, ncbi: StandIn) -> None:
    browser = signed_in(owen)
    response = browser.post(
        page_of(source), {"strategy": LINES, "count": "1"}, headers={"HX-Request": "true"}
    )
    assert text(response).count(f'hx-post="{page_of(source)}line/"') == 3
    assert ncbi.requests == []
    row = browser.post(f"{page_of(source)}line/", {"strategy": LINES, "line": "#3"})
    assert sent(ncbi)[0]["term"] == "(exosom*[tiab]) AND (back[tiab] OR disc[tiab])"
    assert f"<strong>{LineCount.objects.get().hits}</strong>" in text(row)
    assert "exosom*[Title/Abstract]" in text(row)


@pytest.mark.parametrize(("strategy", "line"), [(LINES, "#9"), (LINES, ""), ("#1 (a", "#1"), ("", "#1")])
def test_a_line_that_is_not_there(
    owen: Member, source: Source, ncbi: StandIn, strategy: str, line: str
) -> None:
    row = signed_in(owen).post(f"{page_of(source)}line/", {"strategy": strategy, "line": line})
    assert (row.status_code, ncbi.requests) == (200, [])
    assert "Not asked" in text(row)


def test_counting_that_breaks_off_says_where(owen: Member, source: Source, ncbi: StandIn) -> None:
    ncbi.fail("500", times=1000)
    response = signed_in(owen).post(page_of(source), {"strategy": LINES, "count": "1"})
    assert response.context["stopped"].startswith("Counting ended at #1: ")
    assert not LineCount.objects.exists()
    row = signed_in(owen).post(f"{page_of(source)}line/", {"strategy": LINES, "line": "#1"})
    assert "NCBI" in text(row)


def test_a_page_that_took_too_long_is_shown_with_what_there_is(
    owen: Member, source: Source, ncbi: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.searches.counting.LONGEST_PREVIEW", 0.0)
    response = signed_in(owen).post(page_of(source), {"strategy": LINES, "count": "1"})
    assert "Counting was stopped at #1" in text(response)
    assert ncbi.requests == []


def test_a_source_without_a_connector_has_a_strategy_too(owen: Member) -> None:
    scopus = make_source(owen, "Scopus", connector="")
    browser, page = signed_in(owen), page_of(scopus)
    shown = text(browser.get(page))
    assert "Count every line" not in shown
    assert "See what" not in shown
    typed = "#1 TITLE-ABS-KEY(exosom*\n#2 #9 and #1"  # what counts there is not ours to judge
    response = browser.post(page, {"strategy": typed, "limits": "English", "preview": "1"}, follow=True)
    assert "kept as typed" in text(response)
    assert (Search.objects.get().strategy, Search.objects.get().limits) == (typed, "English")
    assert "Change strategy<" in browser.get(HERE).content.decode()


def test_what_was_planned_is_no_strategy_yet(owen: Member) -> None:
    scopus = make_source(owen, "Scopus", connector="", planned_terms="exosomes; back pain")
    response = signed_in(owen).get(page_of(scopus))
    assert not response.context["form"]["strategy"].value()
    assert "Planned in the protocol:</strong> exosomes; back pain" in text(response)


def test_nothing_is_kept_without_a_text(owen: Member, source: Source) -> None:
    response = signed_in(owen).post(page_of(source), {"strategy": " ", "keep": "1"})
    assert "Write the strategy first" in text(response)
    assert not Search.objects.exists()


def test_the_history_has_every_version_and_what_changed(owen: Member, olive: Member, source: Source) -> None:
    first = save_search(by=owen, source=source, strategy="exosomes AND pain")
    found(owen, received("1"), source=source)
    last = save_search(by=owen, source=source, strategy="exosomes OR pain", limits="2020[dp]")
    here = f"{HERE}source/{source.pk}/history/"
    shown = text(signed_in(olive).get(here))
    for part in (
        "Version 3",
        "Version 1",
        "kept by Owen",
        "1 hit, 1 record received, by Owen",
        "Kept, not run.",
    ):
        assert part in shown
    assert "Start from this one" not in shown
    compared = text(signed_in(olive).get(here, {"before": first.pk, "after": last.pk}))
    assert "From version 1 to version 3" in compared
    assert "exosomes <del>AND </del><ins>OR </ins>pain" in compared
    assert "<ins>2020[dp]</ins>" in compared
    same = text(signed_in(olive).get(here, {"before": last.pk, "after": last.pk}))
    assert "say the same" in same


def test_an_earlier_version_is_started_from_without_changing_anything(owen: Member, source: Source) -> None:
    first = save_search(by=owen, source=source, strategy="the first")
    save_search(by=owen, source=source, strategy="the last")
    browser, page = signed_in(owen), page_of(source)
    assert browser.get(page).context["form"]["strategy"].value() == "the last"
    response = browser.get(page, {"from": first.pk})
    assert response.context["form"]["strategy"].value() == "the first"
    assert "to start from" in text(response)
    assert Search.objects.count() == 2


def test_versions_of_another_source_are_not_found(owen: Member, source: Source) -> None:
    other = save_search(by=owen, source=make_source(owen, "Other", connector=""), strategy="theirs")
    response = signed_in(owen).get(page_of(source), {"from": other.pk})
    assert not response.context["form"]["strategy"].value()
    here = f"{HERE}source/{source.pk}/history/"
    response = signed_in(owen).get(here, {"before": other.pk, "after": other.pk})
    assert response.context["compared"] is None


def test_a_file_imported_without_a_strategy_is_no_version(owen: Member, source: Source) -> None:
    save_search(by=owen, source=source, strategy="kept")
    save_search(by=owen, source=source, strategy="")
    response = signed_in(owen).get(page_of(source))
    assert response.context["form"]["strategy"].value() == "kept"
    assert "Version 2" not in text(signed_in(owen).get(f"{HERE}source/{source.pk}/history/"))


def test_the_number_of_queries_does_not_grow(owen: Member, source: Source) -> None:
    browser = signed_in(owen)
    counts = []
    for strategies in (["#1 a"], ["#1 a\n#2 b", "#1 a\n#2 b\n#3 #1 OR #2"]):
        for strategy in strategies:
            found(owen, received(strategy), source=source)
            save_search(by=owen, source=source, strategy=strategy)
        here = []
        for page in (page_of(source), f"{HERE}source/{source.pk}/history/"):
            with CaptureQueriesContext(connection) as queries:
                browser.get(page)
            here.append(len(queries))
        counts.append(here)
    assert counts[0] == counts[1]
