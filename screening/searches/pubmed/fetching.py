"""Brings the records of a list of PMIDs, and does not rest until each is here or known not to come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from screening.lib.errand import Errand
from screening.records.description import Received
from screening.searches.connector import Batch
from screening.searches.pubmed.reading import read_set

SIZE = 400  # records of one request: some 4 MB, cheap to lose
SMALLER = (100, 20)  # what is missing is asked for again in ever smaller requests
FRUITLESS = 2  # rounds that brought nothing new, after which a record will not come

Stopped = Callable[[], bool]
Download = Callable[[list[str], Stopped], bytes]

log = logging.getLogger(__name__)


def batches(pmids: list[str], download: Download, cancelled: Stopped) -> Iterator[Batch]:
    """The records of ``pmids`` in their order, ``SIZE`` at a time; the next ones come while these are read.

    ``cancelled`` is asked in the caller's thread; then ``rate_limit.Stopped`` is raised.
    """
    portions = _portions(list(dict.fromkeys(pmids)), SIZE)
    ahead = _fetch(portions[0], download) if portions else None
    try:
        for number, wanted in enumerate(portions, 1):
            body = ahead.result(cancelled) if ahead else b""
            ahead = _fetch(portions[number], download) if number < len(portions) else None
            yield _whole(wanted, body, lambda some: _fetch(some, download).result(cancelled))
    finally:
        if ahead:
            ahead.abandon()


def _fetch(wanted: list[str], download: Download) -> Errand[bytes]:
    return Errand(lambda stopped: download(wanted, stopped))


def _whole(wanted: list[str], body: bytes, again: Callable[[list[str]], bytes]) -> Batch:
    """What ``body`` holds of ``wanted``, completed by asking again for what is missing or unreadable."""
    got: dict[str, Received] = {}
    _sort_in(got, wanted, body)
    owed, fruitless, size = _owed(wanted, got), 0, iter(SMALLER)
    portion = SMALLER[0]
    while owed and fruitless < FRUITLESS:
        portion = next(size, portion)
        for some in _portions(owed, portion):
            _sort_in(got, some, again(some))
        still = _owed(owed, got)
        fruitless = fruitless + 1 if len(still) == len(owed) else 0
        owed = still
    records = tuple(got[pmid] for pmid in wanted if pmid in got)
    return Batch(records, missing=tuple(pmid for pmid in wanted if pmid not in got))


def _sort_in(got: dict[str, Received], wanted: list[str], body: bytes) -> None:
    """A record nobody asked for is kept out; a readable one takes the place of an unreadable one."""
    for received in read_set(body):
        pmid = received.accession
        if pmid not in wanted:
            log.warning("EFetch sent a record that was not asked for: %s", pmid or received.problem)
        elif pmid not in got or got[pmid].problem:
            got[pmid] = received


def _owed(wanted: list[str], got: dict[str, Received]) -> list[str]:
    return [pmid for pmid in wanted if pmid not in got or got[pmid].problem]


def _portions(pmids: list[str], size: int) -> list[list[str]]:
    return [pmids[start : start + size] for start in range(0, len(pmids), size)]
