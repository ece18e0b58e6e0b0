from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.decisions.models import Candidate
from screening.demo.corpus.links import CITED_IN
from screening.demo.eutils import StandIn
from screening.records.models import Citation
from screening.reviews.models import Member, Review
from screening.searches import chase_forms, chase_views
from screening.searches.models import Run, Source
from screening.searches.withdrawing import withdraw_run
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_full_text
from tests.searches.chasing import CITING_SEED, SEED, SIMILAR_TO_SEED, chase, make_seed, small_pubmed

HERE = "/r/exosomes/search/"


@pytest.fixture
def ncbi(settings: Any) -> Iterator[StandIn]:
    with small_pubmed(settings) as standin:
        yield standin


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def include(citation: Citation) -> None:
    with arranging(citation.review):
        Candidate.objects.filter(citation=citation).update(outcome="included")


def fingerprint(response: Any) -> str:
    found = re.search(r'name="run" value="(\w+)"', response.content.decode())
    assert found, "no start button"
    return found[1]


def test_from_one_citation_to_its_citing_records(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    browser = signed_in(owen)
    door = f"{HERE}chase/?citation={seed.pk}"
    assert f'href="{door}"' in browser.get(f"/r/exosomes/report/citation/{seed.pk}/").content.decode()
    assert "This citation: Bone marrow concentrate" in text(browser.get(door))
    asked = {"of": "this", "methods": ["pubmed_similar", "pubmed_cited_by"]}
    counted = browser.post(door, asked)
    assert "Seed PubMed: similar articles PubMed: cited by 1 seed together 5 5" in text(counted)
    assert ncbi.seen("efetch") == []
    assert not Run.objects.filter(source__chaser="pubmed_similar").exists()
    started = browser.post(door, asked | {"run": fingerprint(counted)})
    assert started.url == HERE
    assert "2 runs have begun" in text(browser.get(HERE))
    assert set(Source.objects.exclude(chaser="").values_list("chaser", flat=True)) == set(asked["methods"])


def test_one_way_leads_to_its_run(owen: Member, ncbi: StandIn) -> None:
    door = f"{HERE}chase/?citation={make_seed(owen).pk}"
    asked = {"of": "this", "methods": ["pubmed_similar"]}
    started = signed_in(owen).post(door, asked | {"run": fingerprint(signed_in(owen).post(door, asked))})
    assert started.url == f"{HERE}run/{Run.objects.get(source__chaser='pubmed_similar').pk}/"


@pytest.mark.parametrize(("of", "expected"), [("title_abstract", 2), ("full_text", 1)])
def test_from_all_that_are_included(owen: Member, ncbi: StandIn, of: str, expected: int) -> None:
    for pmid in (SEED, 20000001):
        include(make_seed(owen, pmid))
    make_seed(owen, 20000002)  # pending
    full_text = make_full_text(owen.review)
    with arranging(owen.review):
        Candidate.objects.filter(pk=full_text.pk).update(outcome="included")
        Citation.objects.filter(pk=full_text.citation_id).update(pmid="30508983")
    shown = text(signed_in(owen).get(f"{HERE}chase/"))
    assert "All 2 included on title and abstract" in shown
    assert "All 1 included at full text" in shown
    counted = signed_in(owen).post(f"{HERE}chase/", {"of": of, "methods": ["pubmed_similar"]})
    assert f"{expected} seed{'s' * (expected > 1)} together" in text(counted)


def test_a_next_round_begins_from_those_that_were_no_seeds(owen: Member, ncbi: StandIn) -> None:
    seed, fresh = make_seed(owen), make_seed(owen, 20000001)
    for citation in (seed, fresh):
        include(citation)
    run = chase(owen, "pubmed_similar", seed)
    browser, asked = signed_in(owen), {"of": "fresh", "methods": ["pubmed_similar"]}
    door = f"{HERE}chase/"
    assert "All 1 included on title and abstract and not chased from yet" in text(browser.get(door))
    (row,) = browser.post(door, asked).context["rows"]
    assert row[0] == fresh
    withdraw_run(by=owen, run=run, reason="wrong")
    assert len(browser.post(door, asked).context["rows"]) == 2


def test_seeds_that_changed_meanwhile_are_counted_again(owen: Member, ncbi: StandIn) -> None:
    include(make_seed(owen))
    asked = {"of": "title_abstract", "methods": ["pubmed_similar"]}
    browser = signed_in(owen)
    before = fingerprint(browser.post(f"{HERE}chase/", asked))
    include(make_seed(owen, 20000001))
    again = browser.post(f"{HERE}chase/", asked | {"run": before})
    assert "have changed since you looked" in text(again)
    assert not Run.objects.exclude(source__chaser="").exists()


def test_a_way_that_cannot_be_gone_holds_up_the_start(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen, "", doi="10.1/a")
    door = f"{HERE}chase/?citation={seed.pk}"
    counted = signed_in(owen).post(door, {"of": "this", "methods": ["pubmed_similar"]})
    assert "PubMed: similar articles: No seed has an identifier that it goes by." in text(counted)
    assert 'name="run"' not in counted.content.decode()
    assert "cannot be asked" in text(counted)


def test_bad_input(owen: Member, ncbi: StandIn, monkeypatch: Any) -> None:
    browser = signed_in(owen)
    here = f"{HERE}chase/"
    assert "Choose at least one way." in text(browser.post(here, {"of": "title_abstract"}))
    none = browser.post(here, {"of": "title_abstract", "methods": ["pubmed_similar"]})
    assert "No citation is included on title and abstract." in text(none)
    for wrong in ({"of": "this", "methods": ["pubmed_similar"]}, {"of": "x", "methods": ["x"]}):
        assert "Select a valid choice" in text(browser.post(here, wrong))
    assert browser.get(f"{here}?citation=999999999").status_code == 404
    assert browser.get(f"{here}?citation=x%00&of=%00").status_code == 200
    for pmid in (SEED, 20000001):
        include(make_seed(owen, pmid))
    monkeypatch.setattr(chase_forms, "MOST_SEEDS", 1)
    many = browser.post(here, {"of": "title_abstract", "methods": ["pubmed_similar"]})
    assert "1 seeds are asked for at a time" in text(many)
    assert ncbi.requests == []


def test_without_an_address_it_says_where_to_set_one(owen: Member, ncbi: StandIn, settings: Any) -> None:
    include(make_seed(owen))
    settings.NCBI_EMAIL = ""
    with arranging(owen.review):
        Review.objects.filter(pk=owen.review.pk).update(contact_email="")
    shown = signed_in(owen).post(f"{HERE}chase/", {"of": "title_abstract", "methods": ["pubmed_similar"]})
    assert text(shown).count("No contact e-mail is set") == 2, "above the form, and beside the refusal"
    assert ncbi.requests == []


def test_a_citation_of_another_review_is_no_seed(owen: Member, mallory: Member, ncbi: StandIn) -> None:
    seed = make_seed(mallory)
    assert signed_in(owen).get(f"{HERE}chase/?citation={seed.pk}").status_code == 404


def test_the_run_names_its_seeds_and_which_found_what(owen: Member, ncbi: StandIn) -> None:
    seed, other = make_seed(owen), make_seed(owen, 20000001)
    ncbi.links.set(CITED_IN, 20000001, [CITING_SEED[0]])
    run = chase(owen, "pubmed_cited_by", seed, other)
    shown = signed_in(owen).get(f"{HERE}run/{run.pk}/")
    page = text(shown)
    assert "2 seeds" in page
    assert f"PMID {SEED} 5" in page
    assert "Read as" not in page
    first, second, *_ = shown.context["page"].object_list
    assert [one.citation for one in first.seeds] == [seed, other]
    assert [one.citation for one in second.seeds] == [seed]
    assert "Found from" in page


def test_the_source_is_chased_again_and_not_searched(owen: Member, ncbi: StandIn) -> None:
    source = chase(owen, "pubmed_similar", make_seed(owen)).source
    browser = signed_in(owen)
    listed = browser.get(HERE).content.decode()
    assert f"{HERE}source/{source.pk}/strategy/" not in listed
    assert f"import/?source={source.pk}" not in listed
    assert browser.get(f"{HERE}source/{source.pk}/strategy/").status_code == 404
    edit = browser.get(f"{HERE}source/{source.pk}/")
    assert 'name="connector"' not in edit.content.decode()
    fields = {"name": "Similar", "kind": "citation_searching"}
    assert browser.post(f"{HERE}source/{source.pk}/", fields).url == HERE
    source.refresh_from_db()
    assert (source.name, source.connector, source.chaser) == ("Similar", "pubmed", "pubmed_similar")
    assert f'value="{source.pk}"' not in browser.get(f"{HERE}import/").content.decode()


def test_who_may_not_search_sees_no_door(owen: Member, ada: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    run = chase(owen, "pubmed_similar", seed)
    for page in (
        HERE,
        f"/r/exosomes/report/citation/{seed.pk}/",
        "/r/exosomes/citations/",
        f"{HERE}run/{run.pk}/",
    ):
        shown = signed_in(ada).get(page)
        assert shown.status_code == 200
        assert "search/chase/" not in shown.content.decode(), page


def queries(member: Member, address: str) -> int:
    browser = signed_in(member)
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_queries_do_not_grow_with_seeds_and_records(owen: Member, ncbi: StandIn) -> None:
    seed = make_seed(owen)
    ncbi.links.set(CITED_IN, 20000001, [SIMILAR_TO_SEED[0]])
    one = chase(owen, "pubmed_cited_by", make_seed(owen, 20000001))
    many = chase(owen, "pubmed_cited_by", seed, make_seed(owen, 20000002), make_seed(owen, 26156727))
    assert queries(owen, f"{HERE}run/{one.pk}/") == queries(owen, f"{HERE}run/{many.pk}/")
    include(seed)
    asked = {"of": "title_abstract", "methods": ["pubmed_similar"]}
    counts = []
    for pmid in (None, 28938891, 33346156):
        if pmid:
            include(make_seed(owen, pmid))
        with CaptureQueriesContext(connection) as taken:
            assert signed_in(owen).post(f"{HERE}chase/", asked).status_code == 200
        counts.append(len(taken))
    assert counts[1] == counts[2]


def test_of_many_seeds_the_first_are_shown(owen: Member, ncbi: StandIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(chase_views, "SHOWN", 1)
    for pmid in (SEED, 20000001):
        include(make_seed(owen, pmid))
    counted = signed_in(owen).post(f"{HERE}chase/", {"of": "title_abstract", "methods": ["pubmed_similar"]})
    assert "2 seeds together 5" in text(counted)
    assert "The first 1 seeds are shown; all are counted." in text(counted)
