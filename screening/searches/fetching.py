"""Brings the records of a list of accessions, and does not rest until each is here or known not to come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from screening.lib.errand import Errand
from screening.records.description import Received
from screening.searches.connector import Batch

SMALLER = (4, 20)  # what is missing is asked for again in ever smaller requests: a fourth, a twentieth
FRUITLESS = 2  # rounds that brought nothing new, after which a record will not come

Stopped = Callable[[], bool]
Download = Callable[[list[str], Stopped], list[Received]]

log = logging.getLogger(__name__)


def batches(accessions: list[str], download: Download, size: int, cancelled: Stopped) -> Iterator[Batch]:
    """The records of ``accessions`` in their order, ``size`` at a time; the next come while these are stored.

    ``cancelled`` is asked in the caller's thread; then ``rate_limit.Stopped`` is raised.
    """
    portions = _portions(list(dict.fromkeys(accessions)), size)
    ahead = _fetch(portions[0], download) if portions else None
    try:
        for number, wanted in enumerate(portions, 1):
            came = ahead.result(cancelled) if ahead else []
            ahead = _fetch(portions[number], download) if number < len(portions) else None
            yield _whole(wanted, came, lambda some: _fetch(some, download).result(cancelled), size)
    finally:
        if ahead:
            ahead.abandon()


def _fetch(wanted: list[str], download: Download) -> Errand[list[Received]]:
    return Errand(lambda stopped: download(wanted, stopped))


def _whole(
    wanted: list[str], came: list[Received], again: Callable[[list[str]], list[Received]], size: int
) -> Batch:
    """What ``came`` of ``wanted``, completed by asking again for what is missing or unreadable."""
    got: dict[str, Received] = {}
    _sort_in(got, wanted, came)
    owed, fruitless, portion = _owed(wanted, got), 0, size
    parts = iter(SMALLER)
    while owed and fruitless < FRUITLESS:
        part = next(parts, None)
        portion = max(1, size // part) if part else portion
        for some in _portions(owed, portion):
            _sort_in(got, some, again(some))
        still = _owed(owed, got)
        fruitless = fruitless + 1 if len(still) == len(owed) else 0
        owed = still
    records = tuple(got[accession] for accession in wanted if accession in got)
    return Batch(records, missing=tuple(accession for accession in wanted if accession not in got))


def _sort_in(got: dict[str, Received], wanted: list[str], came: list[Received]) -> None:
    """A record nobody asked for is kept out; a readable one takes the place of an unreadable one."""
    for received in came:
        accession = received.accession
        if accession not in wanted:
            log.warning("a record came that was not asked for: %s", accession or received.problem)
        elif accession not in got or got[accession].problem:
            got[accession] = received


def _owed(wanted: list[str], got: dict[str, Received]) -> list[str]:
    return [accession for accession in wanted if accession not in got or got[accession].problem]


def _portions(accessions: list[str], size: int) -> list[list[str]]:
    return [accessions[start : start + size] for start in range(0, len(accessions), size)]
