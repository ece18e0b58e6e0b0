from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.duplicates.operations import merge
from screening.records.models import Citation
from screening.reports.rail import rail_counts
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.searching import found, imported, received

HERE = "/r/exosomes/duplicates/"


@pytest.fixture
def pair(owen: Member) -> tuple[Citation, Citation]:
    (one,) = imported(owen, received("", abstract=()))
    (other,) = found(owen, received("1"))
    return one, other


def text(member: Member, address: str = HERE) -> str:
    return re.sub(r"\s+", " ", signed_in(member).get(address).content.decode())


def test_groups_stand_side_by_side_with_the_most_complete_to_keep(
    owen: Member, pair: tuple[Citation, Citation]
) -> None:
    response = signed_in(owen).get(HERE)
    (comparison,) = response.context["comparisons"]
    assert [citation for citation, _ in comparison.citations] == list(pair)
    assert comparison.keep == pair[1], "it has an abstract and a PMID"
    assert not any(field.differs for _, fields in comparison.citations for field in fields), (
        "unknown is no contradiction"
    )
    assert "Same title and year" in text(owen)


def test_contradictions_are_marked(owen: Member) -> None:
    found(owen, received("1", doi="10.1/a", volume="3"))
    imported(owen, received("", doi="10.1/a", volume="4", year=1999))
    (comparison,) = signed_in(owen).get(HERE).context["comparisons"]
    for _, fields in comparison.citations:
        assert {field.name for field in fields if field.differs} == {"year", "volume"}
    assert "(differs)" in text(owen)


def test_merge_and_undo(owen: Member, pair: tuple[Citation, Citation]) -> None:
    browser = signed_in(owen)
    browser.post(HERE + "merge/", {"citations": [pair[0].pk, pair[1].pk], "keep": pair[1].pk})
    pair[0].refresh_from_db()
    assert pair[0].merged_into == pair[1]
    shown = text(owen)
    assert "No two citations share" in shown
    assert "Undo" in shown
    assert "Undo" in text(owen, HERE + "merges/")
    browser.post(f"{HERE}merges/{pair[0].pk}/undo/")
    assert "Same title and year" in text(owen)


def test_what_is_merged_away_is_no_longer_to_be_screened(
    owen: Member, pair: tuple[Citation, Citation]
) -> None:
    assert rail_counts(member=owen)["decisions"].text == "0 / 2"
    merge(by=owen, keep=pair[1], others=[pair[0]])
    assert rail_counts(member=owen)["decisions"].text == "0 / 1"
    assert rail_counts(member=owen)["duplicates"].text == "−1"


def test_a_refusal_is_told(owen: Member, pair: tuple[Citation, Citation]) -> None:
    response = signed_in(owen).post(HERE + "merge/", {"citations": [pair[0].pk]}, follow=True)
    assert "Choose which one to keep." in response.content.decode()
    response = signed_in(owen).post(f"{HERE}merges/{pair[0].pk}/undo/", follow=True)
    assert "undone already" in response.content.decode()


def test_citations_of_another_review_cannot_be_chosen(owen: Member, mallory: Member) -> None:
    theirs = found(mallory, received("1"))[0]
    (mine,) = found(owen, received("2", "Mine"))
    signed_in(owen).post(HERE + "merge/", {"citations": [mine.pk, theirs.pk], "keep": mine.pk})
    theirs.refresh_from_db()
    assert theirs.merged_into is None


def test_observers_look_only(olive: Member, pair: tuple[Citation, Citation]) -> None:
    assert "Same title and year" in text(olive)
    assert '<button class="button primary">Merge' not in text(olive)


def test_records_are_taken_out(owen: Member) -> None:
    (citation,) = found(owen, received("1", "Exosomes, a correction"))
    imported(owen, received("1", "Exosomes: a correction"))
    page = f"{HERE}citation/{citation.pk}/"
    assert "Exosomes: a correction" in text(owen, page)
    records = list(citation.records.order_by("pk"))
    browser = signed_in(owen)
    refused = browser.post(page, {"records": [record.pk for record in records]})
    assert "Leave at least the first record" in refused.content.decode()
    assert "Choose the records" in browser.post(page).content.decode()
    browser.post(page, {"records": [records[1].pk]})
    records[1].refresh_from_db()
    assert records[1].citation.title == "Exosomes: a correction"


def test_three_groups_take_as_many_queries_as_one(owen: Member, pair: tuple[Citation, Citation]) -> None:
    one = queries_of(owen)
    for number in range(2):
        title = f"Another long title that two sources gave, {number}"
        found(owen, received(f"9{number}", title))
        imported(owen, received("", title), name=f"Source {number}")
    assert len(signed_in(owen).get(HERE).context["comparisons"]) == 3
    assert queries_of(owen) == one < 25


def queries_of(member: Member) -> int:
    browser = signed_in(member)
    with CaptureQueriesContext(connection) as captured:
        browser.get(HERE)
    return len(captured)
