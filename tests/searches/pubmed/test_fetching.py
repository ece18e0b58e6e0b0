from __future__ import annotations

from collections.abc import Callable

import pytest

from screening.lib.rate_limit import Stopped
from screening.records.description import Received
from screening.searches.connector import Batch
from screening.searches.connectors.pubmed import PORTION
from screening.searches.fetching import batches
from screening.searches.pubmed.reading import read_set
from tests.searches.pubmed.records import article, article_set
from tests.workers import wait_until

ALL = [str(pmid) for pmid in range(1, 1001)]


class Source:
    """Answers with the records asked for, as ``change`` lets it. ``asked`` holds the sizes of the requests."""

    def __init__(self, change: Callable[[list[str], int], list[str]] | None = None) -> None:
        self.change = change
        self.asked: list[int] = []

    def __call__(self, pmids: list[str], stopped: Callable[[], bool]) -> list[Received]:
        self.asked.append(len(pmids))
        elements = [article(pmid) for pmid in pmids]
        return read_set(article_set(*(self.change(elements, len(self.asked)) if self.change else elements)))


def fetched(pmids: list[str], source: Source) -> tuple[list[str], list[str], list[Batch]]:
    found = list(batches(pmids, source, 400, lambda: False))
    records = [received for batch in found for received in batch.records]
    assert all(received.description or received.problem for received in records)
    return [r.accession for r in records], [pmid for batch in found for pmid in batch.missing], found


def without(*pmids: str) -> Callable[[list[str], int], list[str]]:
    return lambda elements, _: [e for e in elements if not any(f">{pmid}</PMID>" in e for pmid in pmids)]


def test_all_come_in_the_order_asked_in_portions() -> None:
    source = Source()
    got, missing, found = fetched(ALL, source)
    assert (got, missing) == (ALL, [])
    assert source.asked == [400, 400, 200]
    assert [len(batch.records) for batch in found] == [400, 400, 200]


def test_nothing_asked_is_nothing_sent() -> None:
    source = Source()
    assert fetched([], source) == ([], [], [])
    assert source.asked == []


def test_a_pmid_asked_for_twice_comes_once() -> None:
    assert fetched(["5", "5", "6"], Source())[0] == ["5", "6"]


def test_half_an_answer_is_completed_by_asking_again() -> None:
    got, missing, _ = fetched(ALL, Source(lambda elements, number: elements[::2] if number < 4 else elements))
    assert (got, missing) == (ALL, [])


def test_a_source_that_always_leaves_out_half_still_yields_everything() -> None:
    got, missing, _ = fetched(ALL[:300], Source(lambda elements, _: elements[: (len(elements) + 1) // 2]))
    assert (got, missing) == (ALL[:300], [])


def test_what_never_comes_is_named_after_two_smaller_requests() -> None:
    source = Source(without("17", "23"))
    got, missing, _ = fetched(ALL[:400], source)
    assert len(got) == 398
    assert missing == ["17", "23"]
    assert source.asked == [400, 2, 2]


def test_missing_ones_are_asked_for_in_smaller_portions() -> None:
    source = Source(lambda elements, _: [])
    assert fetched(ALL[:150], source)[1] == ALL[:150]
    assert source.asked == [150, 100, 50, *[20] * 7, 10]


def test_a_record_that_nobody_asked_for_is_kept_out() -> None:
    got, missing, _ = fetched(["1", "2"], Source(lambda elements, _: [*elements, article("99")]))
    assert (got, missing) == (["1", "2"], [])


def test_a_record_in_place_of_another_is_asked_for_again() -> None:
    source = Source(lambda elements, number: [article("99"), *elements[1:]] if number == 1 else elements)
    assert fetched(["1", "2"], source)[:2] == (["1", "2"], [])


def test_an_unreadable_record_is_asked_for_again_and_then_kept_raw() -> None:
    def spoil(elements: list[str], number: int) -> list[str]:
        return [e.replace("</ArticleTitle>", "") if ">2</PMID>" in e else e for e in elements]

    got, missing, (batch,) = fetched(["1", "2", "3"], Source(spoil))
    assert (got, missing) == (["1", "2", "3"], [])
    assert [bool(received.problem) for received in batch.records] == [False, True, False]
    assert b">2</PMID>" in batch.records[1].raw

    healed = Source(lambda elements, number: spoil(elements, number) if number == 1 else elements)
    (batch,) = fetched(["1", "2", "3"], healed)[2]
    assert all(received.description for received in batch.records)


def test_the_next_portion_is_under_way_while_one_is_read() -> None:
    source = Source()
    stream = batches(ALL, source, 400, lambda: False)
    next(stream)
    assert wait_until(lambda: len(source.asked) == 2)
    stream.close()
    assert source.asked == [400, 400]


def test_cancel_is_seen_between_portions_even_of_a_quick_source() -> None:
    received: list[Batch] = []
    stream = batches(ALL, Source(), 400, lambda: len(received) == 1)
    received.append(next(stream))
    with pytest.raises(Stopped):
        next(stream)


def test_a_failure_of_the_source_reaches_the_caller() -> None:
    def fails(pmids: list[str], stopped: Callable[[], bool]) -> bytes:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        list(batches(ALL, fails, 400, lambda: False))


def test_a_portion_stays_small() -> None:
    assert PORTION <= 500
