"""Which citations go out, what is known of each, and how many queries that takes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.models import Candidate
from screening.exports import citations
from screening.exports.citations import entries
from screening.exports.scope import Scope, citations_in
from screening.records.description import Author, Description, Section
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_full_text
from tests.searching import broken, found, imported, received


def told(member: Member, scope: Scope = Scope.ALL) -> list[Description]:
    return [entry.description for entry in entries(member=member, scope=scope)]


def test_what_the_record_says_goes_out_whole(owen: Member) -> None:
    record = received(
        "1", date="2021 Jan", issn=("1234-5678",), keywords=("a",), subjects=("b",), languages=("eng", "ger")
    )
    found(owen, record)
    assert told(owen) == [record.description]


def test_what_the_citation_says_otherwise_goes_before(owen: Member) -> None:
    (citation,) = found(owen, received("1", languages=("eng",), types=("Review",), keywords=("a",)))
    with arranging(owen.review):
        citation.title, citation.authors, citation.types = "Another", [{"literal": "A group"}], "Letter, News"
        citation.abstract = [{"text": "New.", "label": "AIM"}]
        citation.save()
    (told_now,) = told(owen)
    assert (told_now.title, told_now.authors) == ("Another", (Author(literal="A group"),))
    assert told_now.abstract == (Section("New.", "AIM"),)
    assert (told_now.types, told_now.languages, told_now.keywords) == (("Letter", "News"), ("eng",), ("a",))


def test_unreadable_records_go_out_by_name_and_merged_citations_do_not(owen: Member) -> None:
    _, gone = found(owen, broken("7"), received("2"))
    imported(owen, received("", title="Of a file"))
    with arranging(owen.review):
        gone.merged_into = Citation.objects.get(title="Of a file")
        gone.save()
    assert [d.title for d in told(owen)] == ["Unreadable record 7 (PubMed)", "Of a file"]


def test_an_entry_names_its_sources_and_where_it_stands(owen: Member) -> None:
    found(owen, received("1"))
    imported(owen, received("1"))
    (entry,) = entries(member=owen, scope=Scope.ALL)
    assert entry.sources == ("PubMed", "Embase")
    standing = {"route": "dbr", "removed": "", "title_abstract": "pending", "full_text": "", "found_from": ""}
    assert entry.standing == standing


@pytest.fixture
def one_of_each(owen: Member) -> dict[str, int]:
    """Citations by what became of them at both stages."""
    made: dict[str, int] = {}
    for outcome in Candidate.Outcome:
        candidate = make_candidate(owen.review, outcome)
        made[outcome] = candidate.citation_id
        later = make_full_text(owen.review)
        made[f"ft {outcome}"] = later.citation_id
        with arranging(owen.review):
            Candidate.objects.filter(pk=candidate.pk).update(outcome=outcome)
            Candidate.objects.filter(pk=later.pk).update(outcome=outcome)
    return made


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.PENDING, {"pending", "conflict", "ft pending", "ft conflict"}),
        (Scope.INCLUDED_TITLE_ABSTRACT, {"included"}),
        (Scope.INCLUDED_FULL_TEXT, {"ft included"}),
        (Scope.EXCLUDED, {"excluded", "ft excluded"}),
    ],
)
def test_a_scope_takes_its_citations(
    owen: Member, one_of_each: dict[str, int], scope: Scope, expected: set[str]
) -> None:
    taken = set(citations_in(scope, review=owen.review).values_list("pk", flat=True))
    assert taken == {one_of_each[name] for name in expected}
    with arranging(owen.review):
        Citation.objects.filter(review=owen.review).update(closed_as="other")
    assert not citations_in(scope, review=owen.review).exists()
    assert citations_in(Scope.ALL, review=owen.review).count() == len(one_of_each)


def test_a_full_text_that_cannot_be_had_is_told_as_such(owen: Member) -> None:
    later = make_full_text(owen.review)
    with arranging(owen.review):
        later.report.retrieval = "not_retrieved"
        later.report.save()
    (entry,) = entries(member=owen, scope=Scope.ALL)
    assert entry.standing["full_text"] == "not_retrieved"


def test_a_citation_is_out_when_its_last_report_is(owen: Member) -> None:
    later = make_full_text(owen.review)
    with arranging(owen.review):
        report = later.report
        report.pk = None
        report.save()
        another = Candidate.objects.create(
            review=owen.review, citation=later.citation, report=report, stage="full_text"
        )
        Candidate.objects.filter(pk=later.pk).update(outcome="excluded")
    assert not citations_in(Scope.EXCLUDED, review=owen.review).exists()
    with arranging(owen.review):
        Candidate.objects.filter(pk=another.pk).update(outcome="excluded")
    assert citations_in(Scope.EXCLUDED, review=owen.review).exists()


def test_three_queries_for_a_chunk_however_many_it_holds(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(owen, *(received(str(n), title=f"Title {n}") for n in range(1, 41)))

    def queries(chunk: int) -> int:
        monkeypatch.setattr(citations, "CHUNK", chunk)
        with CaptureQueriesContext(connection) as captured:
            assert len(told(owen)) == 40
        return len(captured)

    assert queries(40) == 3
    assert queries(10) == 9
