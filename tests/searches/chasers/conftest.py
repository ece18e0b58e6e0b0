"""Each database on this machine, over links that a test gives it, and its chasers set up to ask it without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from screening.demo.eutils import StandIn as Ncbi
from screening.lib.polite_http import PoliteClient
from screening.searches.chaser import CHASERS, Chaser
from screening.searches.connector import CONNECTORS
from tests.searches.chasers.services import REPLIES, Literature
from tests.searches.chasing import literature
from tests.searches.conftest import Unlimited
from tests.searches.connectors.stand_in import StandIn

Chasing = tuple[Chaser, Any, Literature]


@pytest.fixture
def database() -> Iterator[Callable[..., Chasing]]:
    """``database(key)``: a chaser, its service, and what the service knows (pages of 4)."""
    closing: list[Callable[[], None]] = []

    def made(key: str, **options: Any) -> Chasing:
        plugin: Any = CHASERS[key]
        connector: Any = CONNECTORS[plugin.connector]
        known = Literature()
        if plugin.connector == "pubmed":
            service: Any = Ncbi(literature()).start()
            closing.append(service.stop)
            for name, links in known.links.items():
                for seed, found in links.items():
                    service.links.set(name, int(seed), map(int, found))
        else:
            service = StandIn(lambda stand_in, asked: REPLIES[plugin.connector](known, stand_in, asked), [])
            closing.append(service.close)
        client = PoliteClient(service.url, Unlimited(), sleep=lambda _: None)
        return plugin(connector(client=client, tool="reviewapp-test", **options)), service, known

    yield made
    for close in closing:
        close()
