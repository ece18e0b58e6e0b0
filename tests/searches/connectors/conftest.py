"""A service on this machine, and its connector set up to ask it without waiting between requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from screening.lib.polite_http import PoliteClient
from screening.lib.rate_limit import Lane, LocalLimiter
from screening.searches.connector import CONNECTORS
from screening.searches.json_search import JsonSearch
from tests.searches.connectors.services import SERVICES
from tests.searches.connectors.stand_in import StandIn

Connected = tuple[JsonSearch, StandIn]


class Unlimited(LocalLimiter):
    """No waiting in tests; what was waited for is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []

    def take(self, lane: Lane) -> float:
        return 0.0

    def hold(self, lane: Lane, seconds: float) -> None:
        self.held.append(seconds)


@pytest.fixture
def limiter() -> Unlimited:
    return Unlimited()


@pytest.fixture
def connect(limiter: Unlimited, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Connected]]:
    """``connect(key, records)``: pages of 10 and portions of 8, so that few records make several of each."""
    services: list[StandIn] = []

    def connected(key: str, records: int = 35, **options: Any) -> Connected:
        plugin: Any = CONNECTORS[key]
        monkeypatch.setattr(plugin, "page", 10)
        monkeypatch.setattr(plugin, "portion", 8)
        reply, record = SERVICES[key]
        service = StandIn(reply, [record(number) for number in range(1, records + 1)])
        services.append(service)
        client = PoliteClient(service.url, limiter, sleep=lambda _: None)
        return plugin(client=client, tool="reviewapp-test", **options), service

    yield connected
    for service in services:
        service.close()
