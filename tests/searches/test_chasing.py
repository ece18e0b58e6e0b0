"""A chase from its seeds to its records: what is planned, who found what, and that it ends as any run does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.demo.corpus.links import CITED_IN, SIMILAR
from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.operations import cancel
from screening.records.models import Citation, Route
from screening.reviews.models import Member
from screening.searches import chases, chasing, queries
from screening.searches.chase_models import FoundBy, Seed
from screening.searches.chaser import CHASERS, Links
from screening.searches.chases import plan_chase, start_chase
from screening.searches.connector import SearchRefused
from screening.searches.models import Run, Search, Source
from screening.searches.operations import change_source, save_search
from screening.searches.runs import ask_again, start_run
from tests.searches.chasing import (
    CITED_BY_SEED,
    CITING_SEED,
    SEED,
    SIMILAR_TO_SEED,
    chase,
    make_seed,
    small_pubmed,
)

SEED_IDS = chasing.SeedIds(1, str(SEED))


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


def accessions(run: Run) -> list[int]:
    return [int(pmid) for pmid in run.records.order_by("position").values_list("accession", flat=True)]


@pytest.mark.parametrize(
    ("chaser", "expected"),
    [
        ("pubmed_similar", SIMILAR_TO_SEED),
        ("pubmed_cited_by", CITING_SEED),
        ("pubmed_references", CITED_BY_SEED),
    ],
)
def test_the_seed_of_pubmed_finds_its_own(
    owen: Member, ncbi: StandIn, chaser: str, expected: list[int]
) -> None:
    seed = make_seed(owen)
    run = chase(owen, chaser, seed)
    assert (run.state, run.hits, run.received, run.missing) == ("complete", len(expected), len(expected), [])
    assert accessions(run) == expected
    assert (run.source.kind, run.source.route, run.source.key) == (
        "citation_searching",
        Route.OTHER,
        chaser,
    )
    assert run.source.name == CHASERS[chaser].label
    assert run.query_sent == f"{run.source.name} of 1 seed:\ncitation {seed.pk} (PMID {SEED})"
    assert {str(found.accession) for found in FoundBy.objects.filter(run=run)} == set(map(str, expected))
    (asked,) = ncbi.seen("elink")
    assert (asked.method, asked.ids) == ("POST", 1)
    assert ncbi.anonymous == []


def test_the_trail_tells_for_each_seed_what_it_found(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    run = chase(owen, "pubmed_cited_by", seed)
    event = AuditEvent.objects.get(kind="citation.chased")
    assert (event.subject_type, event.subject_id) == ("citation", seed.pk)
    assert event.data == {
        "run": run.pk,
        "source": "pubmed_cited_by",
        "found": 5,
        "accessions": list(map(str, CITING_SEED)),
    }


def test_a_record_that_two_seeds_find_comes_once_and_says_both(owen: Member, ncbi: StandIn) -> None:
    first, second = make_seed(owen), make_seed(owen, 20000001)
    ncbi.links.set(CITED_IN, 20000001, [SEED, CITING_SEED[0]])
    run = chase(owen, "pubmed_cited_by", second, first)
    assert accessions(run) == [*CITING_SEED, SEED]
    both = FoundBy.objects.filter(run=run, accession=str(CITING_SEED[0])).order_by("seed")
    assert [found.seed.citation for found in both] == [first, second]
    assert [asked.ids for asked in ncbi.seen("elink")] == [2], "one request, one set of links for each"


def test_known_records_join_their_citation_and_new_ones_are_screened_in_the_other_column(
    owen: Member, ncbi: StandIn
) -> None:
    seed = make_seed(owen)
    known = make_seed(owen, CITED_BY_SEED[2])
    run = chase(owen, "pubmed_references", seed)
    assert (run.received, run.new_citations, run.known_citations) == (3, 2, 1)
    known.refresh_from_db()
    assert (known.route, known.records.count()) == (Route.DATABASES, 2)
    new = Citation.objects.filter(records__run=run).exclude(pk=known.pk)
    assert {citation.route for citation in new} == {Route.OTHER}
    assert all(citation.candidates.exists() for citation in new)


def test_seeds_that_cannot_be_asked_for_are_named(owen: Member, ncbi: StandIn) -> None:
    seed, doi_only = make_seed(owen), make_seed(owen, "", doi="10.1/a")
    run = chase(owen, "pubmed_similar", seed, doi_only)
    assert run.received == 5
    (warning,) = run.warnings
    assert warning == (
        f"Not chased, for want of an identifier to ask by: citation {doi_only.pk} (DOI 10.1/a)."
    )
    with pytest.raises(ValidationError, match="no seed has an identifier"):
        start_chase(by=owen, chaser="pubmed_similar", citations=[doi_only])


@pytest.mark.parametrize(
    "fault", ["link_server", "no_root", "empty_root", "500", "html", "truncated", "reset", "429"]
)
def test_a_passing_fault_of_elink_heals(owen: Member, ncbi: StandIn, fault: str) -> None:
    ncbi.fail(fault, times=3, on="elink")
    assert chase(owen, "pubmed_similar", make_seed(owen)).received == 5
    assert len(ncbi.seen("elink")) == 4


def test_one_that_stays_leaves_a_run_to_go_on_with(owen: Member, ncbi: StandIn) -> None:
    ncbi.fail("link_server", times=99, on="elink")
    run = chase(owen, "pubmed_similar", make_seed(owen))
    assert (run.state, run.received, run.asked) == ("incomplete", 0, None)
    assert "the address table is empty" in run.problem
    ncbi.heal()
    running.run(ask_again(by=owen, run=run).pk)
    run.refresh_from_db()
    assert (run.state, run.received, run.problem) == ("complete", 5, "")


def test_a_resumed_job_fetches_what_was_planned_and_does_not_ask_for_links_again(
    owen: Member, ncbi: StandIn
) -> None:
    ncbi.fail("outage", times=99, on="efetch")
    run = chase(owen, "pubmed_similar", make_seed(owen))
    assert (run.state, run.asked, run.received) == ("incomplete", 5, 0)
    told = list(FoundBy.objects.filter(run=run).values_list("seed", "accession"))
    ncbi.heal()
    ncbi.links.set(SIMILAR, SEED, [20000002])
    running.run(ask_again(by=owen, run=run).pk)
    assert accessions(run) == SIMILAR_TO_SEED
    assert list(FoundBy.objects.filter(run=run).values_list("seed", "accession")) == told
    assert len(ncbi.seen("elink")) == 1


def test_of_two_workers_that_both_asked_the_first_stands(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    run, _ = start_chase(by=owen, chaser="pubmed_similar", citations=[seed])
    context = chasing.Context(contact_email="owen@example.org")
    first = chasing.chase(run=run, context=context)
    ncbi.links.set(SIMILAR, SEED, [20000002])
    plan_chase(by=owen, run=run, chase=first)
    plan_chase(by=owen, run=run, chase=chasing.chase(run=run, context=context))
    assert run.plan.accessions == list(map(str, SIMILAR_TO_SEED))
    assert FoundBy.objects.filter(run=run).count() == 5
    assert AuditEvent.objects.filter(kind="citation.chased").count() == 1


def test_the_same_seeds_again_are_the_same_search_and_compared(owen: Member, ncbi: StandIn) -> None:
    seed, other = make_seed(owen), make_seed(owen, 20000001)
    before = chase(owen, "pubmed_cited_by", seed, other)
    ncbi.links.set(CITED_IN, SEED, [*CITING_SEED[1:], 20000002])
    again = chase(owen, "pubmed_cited_by", other, seed)
    assert (again.search, again.updates) == (before.search, before)
    told = queries.difference(run=again)
    assert told is not None
    assert (told.new, told.known, told.gone) == (1, 4, 1)
    run, job = start_run(by=owen, search=before.search)  # the button “Run this search again”
    running.run(job.pk)
    assert FoundBy.objects.filter(run=run).count() == 5
    assert Source.objects.filter(chaser="pubmed_cited_by").count() == 1
    assert chase(owen, "pubmed_cited_by", seed).search != before.search


def test_two_clicks_are_one_run(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    first, _ = start_chase(by=owen, chaser="pubmed_similar", citations=[seed])
    second, _ = start_chase(by=owen, chaser="pubmed_similar", citations=[seed])
    assert first == second


def test_a_stopped_chase_keeps_nothing_half(owen: Member, ncbi: StandIn) -> None:
    run, job = start_chase(by=owen, chaser="pubmed_similar", citations=[make_seed(owen)])
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    cancel(by=owen, job=job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    running.run(job.pk)
    run.refresh_from_db()
    assert (run.state, run.asked) == ("cancelled", None)
    assert not FoundBy.objects.exists()


def test_what_is_refused(owen: Member, ada: Member, mallory: Member, ncbi: StandIn, monkeypatch: Any) -> None:
    seed = make_seed(owen)
    with pytest.raises(ValidationError, match="no way “x”"):
        start_chase(by=owen, chaser="x", citations=[seed])
    with pytest.raises(ValidationError, match="at least one"):
        start_chase(by=owen, chaser="pubmed_similar", citations=[])
    with pytest.raises(PermissionDenied):
        start_chase(by=ada, chaser="pubmed_similar", citations=[seed])
    with pytest.raises(PermissionDenied, match="another review"):
        start_chase(by=mallory, chaser="pubmed_similar", citations=[seed])
    monkeypatch.setattr(chases, "MOST_SEEDS", 1)
    with pytest.raises(ValidationError, match="2 citations are too many seeds"):
        start_chase(by=owen, chaser="pubmed_similar", citations=[seed, make_seed(owen, 20000001)])
    assert not Source.objects.filter(kind="citation_searching").exists()
    assert not Seed.objects.exists()


def test_without_an_address_nothing_is_sent(owen: Member, ncbi: StandIn, settings: Any) -> None:
    seed = make_seed(owen)
    settings.NCBI_EMAIL, owen.review.contact_email = "", ""
    with pytest.raises(ValidationError, match="No contact e-mail"):
        start_chase(by=owen, chaser="pubmed_similar", citations=[seed])
    assert ncbi.requests == []


def test_more_than_anybody_means_is_refused(owen: Member, ncbi: StandIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(chasing, "MOST_FOUND", 4)
    run = chase(owen, "pubmed_similar", make_seed(owen))
    assert run.state == "failed"
    assert "Choose fewer of them. Nothing was fetched." in run.problem
    assert not FoundBy.objects.exists()


def test_the_source_of_a_chase_takes_no_strategy_and_keeps_its_database(owen: Member, ncbi: StandIn) -> None:
    source = chase(owen, "pubmed_similar", make_seed(owen)).source
    with pytest.raises(ValidationError, match="choose the seeds"):
        save_search(by=owen, source=source, strategy="pain")
    with pytest.raises(ValidationError, match="its database is part of that"):
        change_source(by=owen, source=source, connector="openalex")
    change_source(by=owen, source=source, name="PubMed's similar articles", kind="other")
    assert Search.objects.filter(source=source).count() == 1


def test_what_was_asked_and_told_is_written_once(owen: Member, ncbi: StandIn) -> None:
    run = chase(owen, "pubmed_similar", make_seed(owen))
    for row in (run.search.seeds.get(), run.found_by.first()):
        with pytest.raises(AppendOnlyError):
            row.save()


def test_a_pmid_that_the_answer_passes_over_is_asked_for_alone_and_then_named(
    owen: Member, ncbi: StandIn, monkeypatch: Any
) -> None:
    seed, silent = make_seed(owen), make_seed(owen, 20000001)
    plugin: Any = CHASERS["pubmed_similar"]
    asked: list[list[str]] = []

    class Connector:
        def linked(self, pmids: list[str], name: str, context: Any) -> dict[str, tuple[str, ...]]:
            asked.append(pmids)
            return {pmid: ("1",) for pmid in pmids if pmid != "20000001"}

    monkeypatch.setattr(chasing, "chaser_for", lambda source: plugin(Connector()))
    monkeypatch.setattr(chases, "chaser_for", lambda source: plugin(Connector()))
    run = chase(owen, "pubmed_similar", seed, silent)
    assert asked == [[str(SEED), "20000001"], ["20000001"]]
    assert f"does not know them: citation {silent.pk} (PMID 20000001)" in run.warnings[0]


def test_counting_fetches_nothing(owen: Member, ncbi: StandIn) -> None:
    seeds = [chasing.SeedIds(1, str(SEED)), chasing.SeedIds(2, "20000001"), chasing.SeedIds(3)]
    similar, citing = chasing.count(
        member=owen, chasers=[CHASERS["pubmed_similar"], CHASERS["pubmed_cited_by"]], seeds=seeds
    )
    assert (similar.hits, similar.unable, similar.total) == ({1: 5, 2: 0}, {3}, 5)
    assert [similar.cell(seed) for seed in seeds] == [(5, ""), (0, ""), (None, "cannot be asked")]
    assert citing.total == 5
    assert ncbi.seen("efetch") == []
    assert not Run.objects.exists()


def test_counting_says_what_is_wrong_with_one_database_and_counts_in_the_others(
    owen: Member, ncbi: StandIn, monkeypatch: Any
) -> None:
    refusing: Any = type("Refusing", (), {"__init__": lambda self, connector: None})
    refusing.key, refusing.label, refusing.connector = "refusing", "Refusing", "pubmed"
    refusing.can = lambda self, seed: True

    def count(self: Any, seeds: Any, context: Any) -> Iterator[Links]:
        yield Links(seeds[0], 3)
        raise SearchRefused("It wants a key.")

    refusing.count = count
    monkeypatch.setitem(CHASERS._plugins, "refusing", refusing)
    chosen = [refusing, CHASERS["pubmed_cited_by"]]
    broken, good = chasing.count(member=owen, chasers=chosen, seeds=[SEED_IDS, chasing.SeedIds(2, "2")])
    assert broken.problem == "It wants a key."
    assert broken.cell(chasing.SeedIds(2)) == (None, "not counted")
    assert good.total == 5


def test_a_database_that_says_nothing_in_time_is_said_so(
    owen: Member, ncbi: StandIn, monkeypatch: Any
) -> None:
    monkeypatch.setattr(chasing, "LONGEST_PREVIEW", -1)
    (late,) = chasing.count(member=owen, chasers=[CHASERS["pubmed_similar"]], seeds=[SEED_IDS])
    assert (late.hits, late.problem) == ({}, "It did not answer within -1 seconds.")


def test_no_seed_that_can_be_asked_for_is_said_before_anything_is_sent(owen: Member, ncbi: StandIn) -> None:
    (counted,) = chasing.count(member=owen, chasers=[CHASERS["pubmed_similar"]], seeds=[chasing.SeedIds(1)])
    assert "No seed has an identifier" in counted.problem
    assert ncbi.requests == []
