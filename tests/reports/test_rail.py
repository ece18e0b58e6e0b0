from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.fulltexts.operations import mark_not_retrieved
from screening.records.models import Citation
from screening.records.standing import apart
from screening.reports import rail
from screening.reports.rail import rail_counts
from screening.reviews.models import Member
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_citation, make_protocol, vote
from tests.fulltexts.rows import retrieve, seek, title_candidate


def queries_of(member: Member) -> int:
    with CaptureQueriesContext(connection) as asked:
        rail_counts(member=member)
    return len(asked)


def test_a_report_signed_as_not_retrieved_is_no_open_work(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    report = seek(ada, grace)
    assert rail_counts(member=owen)["fulltexts"].dot == "open"
    assert rail_counts(member=owen)["reports"].text == "draft"
    mark_not_retrieved(by=ada, report=report, note="No copy anywhere")
    assert rail_counts(member=owen)["fulltexts"].dot == "done"
    assert rail_counts(member=owen)["reports"].text == ""


def test_a_study_counts_while_a_report_of_it_is_included(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    report = retrieve(ada, grace)
    for voter in (ada, grace):
        vote(voter, report.candidate, "include")
    assert rail_counts(member=owen)["extraction"].text == "1"
    vote(grace, title_candidate(report), "exclude")
    assert rail_counts(member=owen)["extraction"].text == "0"
    assert rail_counts(member=owen)["fulltexts"].text == "0"


@pytest.mark.usefixtures("large")
def test_a_large_review_is_counted_anew_when_something_happened(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    candidate = make_candidate(ada.review)
    before = rail_counts(member=ada)
    assert queries_of(ada) == 1
    assert rail_counts(member=ada) == before
    vote(grace, candidate, "include")  # changes none of the numbers
    assert queries_of(ada) > 1
    vote(ada, candidate, "include")
    assert rail_counts(member=ada)["decisions"] == rail.State("1 / 1", "done")


@pytest.mark.usefixtures("large")
def test_each_member_has_their_own(ada: Member, grace: Member) -> None:
    make_protocol(ada.review)
    vote(ada, make_candidate(ada.review), "include")
    assert [rail_counts(member=each)["decisions"].text for each in (ada, grace)] == ["1 / 1", "0 / 1"]


def test_a_small_review_is_counted_each_time(ada: Member) -> None:
    assert queries_of(ada) == queries_of(ada) > 1


def test_what_is_not_to_be_screened_does_not_count(ada: Member) -> None:
    make_protocol(ada.review)
    candidates = [make_candidate(ada.review) for _ in range(4)]
    for candidate in candidates:
        vote(ada, candidate, "include")
    *gone, stays = candidates
    reasons = {"merged_into": stays.citation, "withdrawn": True, "closed_as": "other"}
    with arranging(ada.review):
        for candidate, (column, value) in zip(gone, reasons.items(), strict=True):
            Citation.objects.filter(pk=candidate.citation_id).update(**{column: value})
    assert rail_counts(member=ada)["decisions"].text == "1 / 1"
    assert {citation.pk for citation in apart(review=ada.review)} == {
        candidate.citation_id for candidate in gone
    }


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads small tables whole")
def test_the_few_apart_are_read_from_their_index(ada: Member) -> None:
    make_citation(ada.review)
    assert "citations_apart" in apart(review=ada.review).values("pk").explain()
