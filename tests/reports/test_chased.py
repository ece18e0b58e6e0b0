"""Citation chasing in the counts: the right column, known records disclosed, and the trail tells the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from screening.decisions.models import Candidate
from screening.demo.corpus.links import CITED_IN, SIMILAR
from screening.demo.eutils import StandIn
from screening.duplicates.operations import merge, undo_merge
from screening.exports.citations import entries
from screening.exports.exporters.citations_csv import CitationsCsv
from screening.exports.scope import Scope
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_retrieved
from screening.records.models import Citation, Route
from screening.reports import prisma
from screening.reports.counts import Column
from screening.reports.prisma_csv import prisma_csv
from screening.reviews.models import Member, Review
from screening.searches.models import Run
from screening.searches.withdrawing import restore_run, withdraw_run
from tests.casting import signed_in
from tests.decisions.rows import make_protocol, vote
from tests.searches.chasing import (
    CITED_BY_SEED,
    CITING_SEED,
    SEED,
    SIMILAR_TO_SEED,
    chase,
    make_seed,
    small_pubmed,
)


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


def right_column(review: Review) -> Column:
    """The other methods, once it is sure that everything adds up and that the trail tells the same."""
    told = prisma.as_json(review=review)
    assert [identity["name"] for identity in told["identities"] if not identity["holds"]] == []
    assert told["recount"]["differing"] == []
    return prisma.count(review=review).other


def test_what_was_found_is_identified_by_citation_searching(owen: Member, ncbi: StandIn) -> None:
    seed, known = make_seed(owen), make_seed(owen, CITED_BY_SEED[2])
    left = prisma.count(review=owen.review).dbr
    chase(owen, "pubmed_references", seed)
    chase(owen, "pubmed_similar", seed)
    other = right_column(owen.review)
    sources = {source.name: (source.kind, source.n) for source in other.sources}
    assert sources == {
        "PubMed: references": ("citation_searching", 3),
        "PubMed: similar articles": ("citation_searching", 5),
    }
    # the record that a database gave (26156727) came twice more
    assert (other.identified, other.duplicates, other.screened, other.pending) == (8, 2, 6, 6)
    assert prisma.count(review=owen.review).dbr == left, "a citation stays in the column of its first record"
    known.refresh_from_db()
    assert (known.route, known.records.count()) == (Route.DATABASES, 3)


def test_the_diagram_and_its_footnote_say_so(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    make_seed(owen, CITED_BY_SEED[2])
    chase(owen, "pubmed_references", seed)
    page = signed_in(owen).get(reverse("reports:prisma", args=["exosomes"])).content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Citation searching (n = 3)" in said
    assert "duplicates of records already known (n = 1)" in said
    box = signed_in(owen).get(reverse("reports:box", args=["exosomes", "other.source.pubmed_references"]))
    assert box.context["page"].paginator.count == 3
    counts = prisma.count(review=owen.review)
    assert re.search(r"^citations_results,.*,3\r$", prisma_csv(counts), re.MULTILINE)


def test_everything_adds_up_from_the_chase_to_the_included_study(
    owen: Member, ada: Member, grace: Member, ncbi: StandIn
) -> None:
    make_protocol(owen.review)
    seed, run = make_seed(owen), None
    before = Run.objects.get()
    run = chase(owen, "pubmed_cited_by", seed)
    citing = Citation.objects.get(pmid=str(CITING_SEED[0]))
    for person in (ada, grace):
        vote(person, Candidate.objects.get(citation=citing), "include")
    assert right_column(owen.review).sought == 1
    report = Report.objects.get(citation=citing)
    mark_retrieved(by=ada, report=report, link="https://example.org/1.pdf")
    for person in (ada, grace):
        vote(person, Candidate.objects.get(report=report), "include")
    assert right_column(owen.review).included == 1

    # snowballing: the found one is a seed in its turn, and finds its own seed
    ncbi.links.set(SIMILAR, CITING_SEED[0], [SEED, 28938891])
    chase(owen, "pubmed_similar", citing)
    other = right_column(owen.review)
    assert (other.identified, other.duplicates, other.screened) == (7, 1, 6)

    # without the search that gave it first, the seed is known from the chase alone, and so in its column
    withdraw_run(by=owen, run=before, reason="wrong strategy")
    assert (right_column(owen.review).duplicates, right_column(owen.review).screened) == (0, 7)
    restore_run(by=owen, run=before)
    withdraw_run(by=owen, run=run, reason="wrong seed")
    assert (right_column(owen.review).identified, right_column(owen.review).included) == (2, 0)
    restore_run(by=owen, run=run)
    assert right_column(owen.review) == other


def test_run_again_and_merged_it_still_adds_up(owen: Member, ncbi: StandIn) -> None:
    seed, other = make_seed(owen), make_seed(owen, 20000001)
    chase(owen, "pubmed_cited_by", seed)
    ncbi.links.set(CITED_IN, SEED, [*CITING_SEED, 20000002])
    chase(owen, "pubmed_cited_by", seed)
    assert (right_column(owen.review).identified, right_column(owen.review).screened) == (11, 6)
    found = Citation.objects.get(pmid="20000002")
    merge(by=owen, keep=other, others=[found])
    assert (right_column(owen.review).duplicates, right_column(owen.review).screened) == (6, 5)
    undo_merge(by=owen, citation=found)
    assert (right_column(owen.review).duplicates, right_column(owen.review).screened) == (5, 6)


def test_the_page_of_a_found_citation_names_its_seed_and_that_of_the_seed_its_chases(
    owen: Member, ncbi: StandIn
) -> None:
    seed = make_seed(owen)
    chase(owen, "pubmed_cited_by", seed)
    found = Citation.objects.get(pmid=str(CITING_SEED[0]))

    def page(citation: Citation) -> str:
        shown = signed_in(owen).get(reverse("reports:citation", args=["exosomes", citation.pk]))
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.content.decode()))

    assert re.search(
        rf"PubMed: cited by, run of .+: {CITING_SEED[0]} \(first\), found from Müller 2021", page(found)
    )
    assert "Citations chased from here" not in page(found)
    assert re.search(r"Citations chased from here PubMed: cited by, .+ : 5 records, by Owen", page(seed))
    assert "followed citations from it (pubmed cited by): 5 named" in page(seed)


def test_queries_of_a_citations_page_do_not_grow(
    owen: Member, ncbi: StandIn, django_assert_max_num_queries: Any
) -> None:
    found = make_seed(owen, 20000001)
    seed = make_seed(owen)
    chase(owen, "pubmed_references", seed, found)
    address = reverse("reports:citation", args=["exosomes", found.pk])
    browser = signed_in(owen)
    browser.get(address)
    with django_assert_max_num_queries(60) as few:
        browser.get(address)
    chase(owen, "pubmed_similar", seed)
    for pmid in SIMILAR_TO_SEED[:3]:
        ncbi.links.set(CITED_IN, pmid, [20000001])
    seeds = list(Citation.objects.filter(pmid__in=map(str, SIMILAR_TO_SEED[:3])))
    for chaser in ("pubmed_cited_by", "pubmed_similar", "pubmed_references"):
        chase(owen, chaser, found, *seeds)
    with django_assert_max_num_queries(len(few)):
        shown = browser.get(address)
    assert len(shown.context["life"].chases) == 4
    assert max(len(record.seeds) for record in shown.context["life"].records) == 3


def test_exports_name_the_seeds_of_what_was_found(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    chase(owen, "pubmed_references", seed)
    found = {
        entry.description.pmid: entry.standing["found_from"]
        for entry in entries(member=owen, scope=Scope.ALL)
    }
    assert found.pop(str(SEED)) == ""
    assert set(found.values()) == {f"PMID {SEED}"}
    assert f"PubMed: references,PMID {SEED},other," in "".join(CitationsCsv().write(owen))
