"""Looking up as a worker does it, against real servers on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.jobs.operations import retry
from screening.lib.polite_http import PoliteClient
from screening.metadata import jobs
from screening.metadata.models import Lookup, Proposal
from screening.metadata.operations import accept_all, look_up, undo_all
from screening.metadata.queries import acceptable
from screening.records.correction_models import Correction
from screening.records.models import Citation, Record
from screening.records.operations import correct
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.metadata.rows import PMID, asked, lacking, of_corpus, proposed, without
from tests.searches.connectors.test_contract import Connect
from tests.searching import found, imported, make_source, received


def given(citation: Citation) -> dict[str, Any]:
    return dict(
        Proposal.objects.filter(citation=citation, lookup__current=True).values_list("field", "value")
    )


def match_of(citation: Citation) -> Lookup:
    return Lookup.objects.get(citation=citation, source="PubMed", current=True)


def test_pubmed_by_pmid_doi_and_title(owen: Member, ncbi: StandIn) -> None:
    there = of_corpus()
    by_pmid, by_doi, by_title, nowhere = lacking(
        owen,
        without(there, pmid=PMID),
        without(of_corpus("90001001"), doi=of_corpus("90001001").doi),
        without(of_corpus("90001101")),
        without(there, title="A report of which PubMed has never heard anything"),
    )
    assert asked(owen, "pubmed").state == "done"
    assert [match_of(one).found_by for one in (by_pmid, by_doi, by_title)] == ["pmid", "doi", "title"]
    assert given(by_pmid).keys() == {"abstract", "doi"}
    assert given(by_pmid)["doi"] == there.doi
    assert given(by_doi)["pmid"] == "90001001"
    assert given(by_title)["pmid"] == "90001101"
    assert (match_of(nowhere).accession, given(nowhere)) == ("", {})
    assert Record.objects.filter(fields__has_key="abstract").count() == 0, "records stay as received"


def test_a_pmid_of_something_else_is_shown_as_that_and_not_accepted_with_all(
    owen: Member, ncbi: StandIn
) -> None:
    (citation,) = lacking(owen, without(of_corpus(), pmid=PMID, title="Mesh repair of an inguinal hernia"))
    asked(owen, "pubmed")
    match = match_of(citation)
    assert (match.agrees, match.title) == (False, of_corpus().title)
    assert not acceptable(review=owen.review).exists()


def test_another_year_is_another_report(owen: Member, ncbi: StandIn) -> None:
    there = of_corpus()
    (citation,) = lacking(owen, without(there, year=(there.year or 0) + 1))
    asked(owen, "pubmed")
    assert given(citation) == {}


def test_crossref_and_openalex_are_asked_for_what_is_still_missing(
    owen: Member, connect: Connect, settings: Any
) -> None:
    crossref, crossrefs = connect("crossref", 9)
    openalex, _ = connect("openalex", 9)
    settings.CONNECTOR_OPTIONS = {
        "crossref": {"client": crossref._client},
        "openalex": {"client": openalex._client},
    }
    for work in crossrefs.records:
        work.pop("abstract")
    work = without(received("").description, title="Walking versus sitting, number 3: A trial", year=2021)
    first, second = lacking(
        owen,
        replace(work, doi="10.1000/cr.2", year=None),
        replace(work, title="Walking versus sitting, number 4"),
    )
    assert asked(owen, "crossref", "openalex").state == "done"
    assert given(first) == {"year": 2021}
    assert Lookup.objects.get(citation=first, source="Crossref").found_by == "doi"
    assert given(second).keys() == {"abstract", "doi", "pmid"}
    assert Lookup.objects.get(citation=second, source="OpenAlex").found_by == "title"


def test_openalex_by_its_identifiers(owen: Member, connect: Connect, settings: Any) -> None:
    openalex, service = connect("openalex", 9)
    settings.CONNECTOR_OPTIONS = {"openalex": {"client": openalex._client}}
    report = received("").description
    by_pmid, by_doi, odd = lacking(
        owen,
        without(report, pmid="4"),
        without(report, doi="10.1000/oa.5"),
        without(report, doi="10.1000/a,b|c"),
    )
    asked(owen, "openalex")
    assert given(by_pmid)["doi"] == "10.1000/oa.4"
    assert given(by_doi)["pmid"] == "5"
    assert given(odd) == {}
    assert not any("a,b" in parameters.get("filter", "") for parameters in service.seen)


def test_a_citations_own_records_come_first(owen: Member, ncbi: StandIn) -> None:
    (citation,) = imported(owen, received("5", "Exosomes", abstract=()))
    found(owen, received("5", "Exosomes", doi="10.1000/x"), source=make_source(owen))
    assert asked(owen).state == "done"
    assert given(citation) == {"abstract": [{"text": "Text.", "label": ""}], "doi": "10.1000/x"}
    assert Lookup.objects.get().found_by == "record"


def test_a_break_keeps_what_was_found_and_retry_goes_on(
    owen: Member, ncbi: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    one, two = lacking(owen, without(of_corpus(), pmid=PMID), without(of_corpus("90001001"), pmid="90001001"))
    told, finder = [], jobs.FINDERS["pubmed"]

    def once(connector: Any, wanted: Any, context: Any) -> Any:
        told.append([w.citation for w in wanted])
        if len(told) == 2:
            raise jobs.SearchInterrupted("PubMed is away.")
        return finder.find(connector, wanted, context)

    monkeypatch.setitem(jobs.FINDERS, "pubmed", replace(finder, find=once))
    job = asked(owen, "pubmed")
    assert (job.state, job.error) == (
        "failed",
        "PubMed is away. What was found is kept; retry goes on from there.",
    )
    assert given(one).keys() == {"abstract", "doi"}
    running.run(retry(by=owen, job=job).pk)
    job.refresh_from_db()
    assert (job.state, told) == ("done", [[one.pk], [two.pk], [two.pk]])


def test_a_person_stops_it(owen: Member, ncbi: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(owen, without(of_corpus(), pmid=PMID))
    monkeypatch.setattr("screening.jobs.progress.Progress.cancelled", lambda self: True)
    assert asked(owen, "pubmed").state == "cancelled"
    assert not Lookup.objects.exists()


def test_somebody_who_lost_the_right_changes_nothing(owen: Member, ines: Member, ncbi: StandIn) -> None:
    lacking(owen, without(of_corpus(), pmid=PMID))
    job = look_up(by=ines, fields=["abstract"], sources=["pubmed"])
    change_role(by=owen, member=ines, role=Role.REVIEWER)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "may no longer change citations" in job.error


def test_accepting_all_fills_what_was_proposed_before_it(
    owen: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    citations = lacking(
        owen, *(without(received("", f"Exosomes for low back pain {n}").description) for n in range(6))
    )
    for citation in citations:
        proposed(owen, citation, replace(of_corpus(), title=citation.title))
    last = Proposal.objects.filter(citation=citations[-2]).latest("pk").pk
    job = accept_all(by=owen, upto=last)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 15)
    assert set(Citation.objects.exclude(abstract_text="").values_list("pk", flat=True)) == {
        citation.pk for citation in citations[:-1]
    }
    assert set(Correction.objects.values_list("source", "accession")) == {("PubMed", PMID)}


def test_accepting_all_is_undone_as_one_where_it_still_stands(owen: Member) -> None:
    one, other = lacking(
        owen, *(without(received("", f"Exosomes for back pain {n}").description) for n in (1, 2))
    )
    for citation in (one, other):
        proposed(owen, citation, replace(of_corpus(), title=citation.title))
    accepted = accept_all(by=owen, upto=Proposal.objects.latest("pk").pk)
    running.run(accepted.pk)
    correct(by=owen, citation=other, values={"doi": "10.1000/typed"})
    running.run(undo_all(by=owen, job=accepted).pk)
    for citation in (one, other):
        citation.refresh_from_db()
    assert (one.abstract_text, one.doi, one.pmid) == ("", "", "")
    assert (other.abstract_text, other.doi, other.pmid) == ("", "10.1000/typed", "")
    with pytest.raises(ValidationError, match="Nothing of this stands"):
        undo_all(by=owen, job=accepted)


def test_a_service_that_is_away_ends_it_with_a_sentence(owen: Member, settings: Any, limiter: Any) -> None:
    client = PoliteClient("http://127.0.0.1:9/", limiter, sleep=lambda _: None)
    settings.CONNECTOR_OPTIONS = {"pubmed": {"client": client}}
    lacking(owen, without(of_corpus(), pmid=PMID))
    job = asked(owen, "pubmed")
    assert (job.state, "does not accept connections" in job.error) == ("failed", True)
