"""A small review that is treated as a large one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from screening.reports import rail


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every review is a large one, whose numbers in the rail are kept until something happens."""
    monkeypatch.setattr(rail, "MANY", -1)
    caches["process"].clear()
    yield
    caches["process"].clear()
