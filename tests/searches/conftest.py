"""A stand-in for NCBI, and the connector set up to ask it without waiting between requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from screening.demo.eutils import StandIn
from screening.lib.polite_http import PoliteClient
from screening.lib.rate_limit import Lane, LocalLimiter


class Unlimited(LocalLimiter):
    def take(self, lane: Lane) -> float:
        return 0.0


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture
def ncbi(standin: StandIn, settings: Any) -> StandIn:
    """The installation's NCBI is the stand-in, and failures are tried again at once."""
    client = PoliteClient(standin.url, Unlimited(), sleep=lambda _: None)
    settings.CONNECTOR_OPTIONS = {"pubmed": {"client": client, "tool": "reviewapp-test"}}
    return standin
