from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

import pytest

from screening.searches.connector import SearchInterrupted, SearchRefused
from screening.searches.pubmed.esearch import MOST, Found
from screening.searches.pubmed.partition import every_pmid, parts

RANGE = re.compile(r"\((.*)\) AND (\d+):(\d+)\[UID\]")
Order = Callable[[Iterable[int]], list[int]]


def newest_first(pmids: Iterable[int]) -> list[int]:
    return sorted(pmids, reverse=True)


def oldest_first(pmids: Iterable[int]) -> list[int]:
    return sorted(pmids)


def nearly_newest_first(pmids: Iterable[int]) -> list[int]:
    chance = random.Random(1)
    return sorted(pmids, key=lambda pmid: -pmid + chance.randint(-30_000, 30_000))


def shuffled(pmids: Iterable[int]) -> list[int]:
    return random.Random(1).sample(sorted(pmids), len(list(pmids)))


class Database:
    """Answers like ESearch, and counts how often it was asked."""

    def __init__(self, pmids: Iterable[int], order: Order = newest_first) -> None:
        self.pmids, self.order, self.asked = set(pmids), order, 0

    def __call__(self, query: str) -> Found:
        self.asked += 1
        found = RANGE.fullmatch(query)
        low, high = (int(found[2]), int(found[3])) if found else (1, 10**9)
        chosen = [pmid for pmid in self.order(self.pmids) if low <= pmid <= high]
        return Found(len(chosen), tuple(map(str, chosen[:MOST])), query, ())


def gathered(database: Database, query: str = "pain") -> tuple[Found, list[str], str]:
    return every_pmid(query, database(query), database)


@pytest.mark.parametrize("number", [0, 1, MOST, MOST + 1, 2 * MOST, 35_000])
@pytest.mark.parametrize("order", [newest_first, oldest_first, nearly_newest_first, shuffled])
def test_every_pmid_comes_once_whatever_the_number_and_order(number: int, order: Order) -> None:
    pmids = random.Random(number).sample(range(1, 41_000_000), number)
    found, got, warning = gathered(Database(pmids, order))
    assert sorted(map(int, got)) == sorted(pmids)
    assert (found.count, warning) == (number, "")


@pytest.mark.parametrize("pmids", [range(1, 25_001), [*range(1, 12_000), *range(40_000_000, 40_015_000)]])
def test_dense_ranges_of_pmids_are_split_too(pmids: Iterable[int]) -> None:
    assert sorted(map(int, gathered(Database(pmids))[1])) == list(pmids)


def test_few_requests_are_needed_when_answers_are_newest_first() -> None:
    database = Database(random.Random(1).sample(range(1, 41_000_000), 60_000))
    gathered(database)
    assert database.asked <= 2 * (60_000 / 9_000 + 1)


def test_the_newest_part_comes_first() -> None:
    database = Database(range(1, 30_000))
    first = next(parts("pain", database("pain"), database))
    assert first[0] == "29999"
    assert database.asked == 2


def test_counts_that_move_are_taken_anew() -> None:
    database = Database(range(1, 12_001))
    before = database("pain")
    database.pmids.add(50_000)  # PubMed gains a record after the first answer
    found, got, warning = every_pmid("pain", before, database)
    assert (found.count, len(got), warning) == (12_001, 12_001, "")


def test_counts_that_never_settle_are_told() -> None:
    database = Database(range(1, 12_001))

    def restless(query: str) -> Found:
        database.pmids.add(60_000 + database.asked)
        return database(query)

    _, got, warning = every_pmid("pain", database("pain"), restless)
    assert len(got) >= 12_000
    assert "changed while it was read" in warning


def test_a_server_that_does_not_know_ranges_is_found_out() -> None:
    database = Database(range(1, 12_001))
    with pytest.raises(SearchInterrupted, match="does not divide"):
        every_pmid("pain", database("pain"), lambda query: database("pain"))
    assert database.asked < 100


def test_a_query_whose_parentheses_do_not_match_cannot_be_asked_in_parts() -> None:
    database = Database(range(1, 12_001))
    with pytest.raises(SearchRefused, match=r"12,000 records.*parentheses"):
        gathered(database, "pain) OR (back")
    assert gathered(Database(range(1, 100)), "pain) OR (back")[0].count == 99
