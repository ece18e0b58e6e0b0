"""Following citations in a service that answers in JSON: first which of the seeds it knows, then their links."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from screening.searches.chaser import Links, SeedIds
from screening.searches.connector import Context
from screening.searches.json_search import JsonSearch, Parameters

Service = TypeVar("Service", bound=JsonSearch)

PORTION = 20  # seeds of one request: their DOIs must fit into an address


class JsonChase(ABC, Generic[Service]):
    def __init__(self, connector: Service) -> None:
        self._connector = connector

    @abstractmethod
    def can(self, seed: SeedIds) -> bool: ...

    @abstractmethod
    def lookups(self, seeds: Sequence[SeedIds]) -> Iterator[Parameters]:
        """How to ask for the service's own entries of these seeds; the first that finds one counts."""

    @abstractmethod
    def entries(self, answer: Any) -> list[Any]:
        """Those of an answer. Raises ``ValueError`` where it has no list of them."""

    @abstractmethod
    def is_of(self, entry: Any, seed: SeedIds) -> bool:
        """Whether the service's entry is the seed's."""

    @abstractmethod
    def counted(self, entry: Any, context: Context) -> int:
        """How many links it counts."""

    @abstractmethod
    def named(self, entry: Any, context: Context) -> tuple[int, Sequence[str]]:
        """How many links it counts, and the accessions of those it names."""

    def count(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]:
        for seed, entry in self._entries(seeds, context):
            yield Links(seed, self.counted(entry, context)) if entry else Links(seed, known=False)

    def follow(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]:
        for seed, entry in self._entries(seeds, context):
            if entry:
                hits, accessions = self.named(entry, context)
                yield Links(seed, hits, tuple(dict.fromkeys(filter(None, accessions))))
            else:
                yield Links(seed, known=False)

    def _entries(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[tuple[SeedIds, Any]]:
        able = [seed for seed in seeds if self.can(seed)]
        for start in range(0, len(able), PORTION):
            some = able[start : start + PORTION]
            entries: list[Any] = []
            for asked in self.lookups(some):
                entries += self._connector.answer(asked, context, self.entries)
            for seed in some:
                yield seed, next((entry for entry in entries if self.is_of(entry, seed)), None)
