"""What every chaser owes: what it says of itself, what it finds, and how it bears a service that misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from screening.demo.corpus.links import CITED_IN, REFERENCES, SIMILAR
from screening.searches.chaser import CHASERS, Links, SeedIds
from screening.searches.connector import (
    CONNECTORS,
    Context,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from tests.lib.http_server import answer
from tests.searches.chasers.conftest import Chasing
from tests.searches.chasers.services import OTHER
from tests.searches.chasing import SEED
from tests.searches.connectors.stand_in import hang

Database = Callable[..., Chasing]
ADA = Context(contact_email="ada@example.org")
ALL = [plugin.key for plugin in CHASERS]
JSON = [key for key in ALL if not key.startswith("pubmed")]
NAMES = {"similar": SIMILAR, "cited_by": CITED_IN, "references": REFERENCES}
FIRST, SECOND = SeedIds(1, str(SEED)), SeedIds(2, str(OTHER))
BY_DOI, NOTHING = SeedIds(3, doi=f"10.1000/s.{OTHER}"), SeedIds(4)
STRANGE = SeedIds(5, "99999999")
each = pytest.mark.parametrize("key", ALL)
each_json = pytest.mark.parametrize("key", JSON)


def expected(chasing: Chasing, key: str, seed: int) -> list[str]:
    """As the accessions of its database."""
    database, _, direction = key.partition("_")
    prefix = {"pubmed": "", "europepmc": "MED:", "openalex": "W"}[database]
    return [f"{prefix}{pmid}" for pmid in chasing[2].links[NAMES[direction]][str(seed)]]


def by_seed(links: Iterable[Links]) -> dict[int, Links]:
    return {found.seed.number: found for found in links}


@each
def test_it_says_what_it_is(key: str) -> None:
    plugin = CHASERS[key]
    assert plugin.connector in CONNECTORS
    assert plugin.label.startswith(CONNECTORS[plugin.connector].label)
    assert not {",", ";"} & set(plugin.label), "PRISMA's CSV splits there"
    assert plugin.finds
    assert len(key) <= 36, "it becomes the key of a source"


@each
def test_each_seed_has_its_own_links(database: Database, key: str) -> None:
    chasing = database(key)
    found = by_seed(chasing[0].follow([FIRST, SECOND], ADA))
    assert list(found[1].accessions) == expected(chasing, key, SEED)
    assert list(found[2].accessions) == expected(chasing, key, OTHER)
    assert all(links.known and links.hits == len(links.accessions) for links in found.values())


@each
def test_counting_counts_what_following_names(database: Database, key: str) -> None:
    chaser, _, _ = database(key)
    counted, followed = (
        by_seed(chaser.count([FIRST, SECOND], ADA)),
        by_seed(chaser.follow([FIRST, SECOND], ADA)),
    )
    assert {n: links.hits for n, links in counted.items()} == {n: links.hits for n, links in followed.items()}


@each
def test_a_seed_without_identifiers_is_passed_over(database: Database, key: str) -> None:
    chaser, _, _ = database(key)
    assert not chaser.can(NOTHING)
    assert by_seed(chaser.follow([NOTHING, FIRST], ADA)).keys() == {1}
    assert list(chaser.count([NOTHING], ADA)) == []


@each_json
def test_a_doi_is_enough(database: Database, key: str) -> None:
    chasing = database(key)
    assert chasing[0].can(BY_DOI)
    (links,) = chasing[0].follow([BY_DOI], ADA)
    assert list(links.accessions) == expected(chasing, key, OTHER)


@each_json
def test_a_seed_that_the_database_does_not_know_is_said_so(database: Database, key: str) -> None:
    chaser, _, _ = database(key)
    found = by_seed(chaser.follow([STRANGE, FIRST], ADA))
    assert (found[5].known, found[5].accessions, found[1].known) == (False, (), True)
    assert not by_seed(chaser.count([STRANGE], ADA))[5].known


@each
def test_many_seeds_are_asked_for_in_portions(database: Database, key: str) -> None:
    chaser, service, _ = database(key)
    many = [FIRST, *(SeedIds(n, str(90_000_000 + n)) for n in range(10, 145)), SECOND]
    assert len(by_seed(chaser.follow(many, ADA))) == 137
    if key in JSON:
        assert max(len(path) for path in service.paths) < 500
    else:
        assert [asked.ids for asked in service.seen("elink")] == [100, 37]


@each_json
@pytest.mark.parametrize(
    "fault",
    [
        answer(status=500),
        answer(b"<!doctype html><title>Sorry</title>", Content_Type="text/html"),
        answer(b'{"results": [{"id": 1}, {', Content_Type="application/json"),
        answer(b'{"unexpected": true}', Content_Type="application/json"),
    ],
    ids=["500", "web page", "cut off", "other"],
)
def test_a_passing_fault_heals(database: Database, key: str, fault: Any) -> None:
    chasing = database(key)
    chasing[1].faults = [fault, fault]
    (links,) = chasing[0].follow([FIRST], ADA)
    assert list(links.accessions) == expected(chasing, key, SEED)


@each_json
def test_a_fault_that_stays_interrupts_and_a_refusal_is_quoted(database: Database, key: str) -> None:
    chaser, service, _ = database(key)
    service.faults = [answer(status=503)] * 99
    with pytest.raises(SearchInterrupted, match="was asked several times"):
        list(chaser.follow([FIRST], ADA))
    service.faults = [answer(b"Not this", 400, Content_Type="text/plain")]
    with pytest.raises(SearchRefused, match="“Not this”"):
        list(chaser.count([FIRST], ADA))


@each_json
def test_cancelling_ends_a_hanging_request(database: Database, key: str) -> None:
    chaser, service, _ = database(key)
    service.faults = [hang(service)]
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(SearchCancelled):
        list(chaser.follow([FIRST], Context(contact_email="ada@example.org", cancelled=stop.is_set)))


@each
def test_nobody_is_asked_without_an_address(database: Database, key: str) -> None:
    chaser, _, _ = database(key)
    with pytest.raises(SearchRefused, match="address"):
        list(chaser.follow([FIRST], Context(contact_email="")))


def test_references_that_europe_pmc_has_no_record_of_are_counted(database: Database) -> None:
    chaser, _, known = database("europepmc_references")
    known.unmatched = 4
    (links,) = chaser.follow([FIRST], ADA)
    assert (links.hits, len(links.accessions)) == (7, 3)
    (counted,) = chaser.count([FIRST], ADA)
    assert counted.hits == 7


def test_a_list_that_ends_before_its_count_ends(database: Database) -> None:
    chaser, service, _ = database("europepmc_cited_by")
    reply = service.reply

    def short(stand_in: Any, asked: Any) -> Any:
        said = reply(stand_in, asked)
        return said if "resultList" in said else said | {"hitCount": 50}

    service.reply = short
    (links,) = chaser.follow([FIRST], ADA)
    assert (links.hits, len(links.accessions)) == (50, 5)


def test_a_doi_that_would_be_two_filters_is_not_sent_to_openalex(database: Database) -> None:
    chaser, service, _ = database("openalex_cited_by")
    assert not chaser.can(SeedIds(1, doi="10.1000/a,b"))
    (links,) = chaser.follow([SeedIds(1, str(SEED), "10.1000/a|b")], ADA)
    assert links.known
    assert service.seen[0]["filter"] == f"ids.pmid:{SEED}"


def test_the_key_of_openalex_is_never_quoted(database: Database) -> None:
    chaser, service, _ = database("openalex_cited_by", api_key="sesame")
    service.faults = [answer(b"no such key: sesame", 400, Content_Type="text/plain")]
    with pytest.raises(SearchRefused) as refusal:
        list(chaser.follow([FIRST], ADA))
    assert "sesame" not in str(refusal.value)
