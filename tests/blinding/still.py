"""The clock, chance and the databases' numbering held still, so that the same request gives the same bytes."""

from __future__ import annotations

import itertools
import secrets
import types
import uuid
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import cache as cache_headers
from django.utils import crypto, timezone

NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


class Stillness:
    """Chance begins anew with each request. On PostgreSQL numbers that were given go on after a rollback; here not."""

    def __init__(self) -> None:
        self.first = secrets.randbits(64)  # files of other tests have names by chance, too
        self.drawn = itertools.count(self.first)

    def begin(self) -> None:
        self.drawn = itertools.count(self.first + 1_000_000)
        cache.clear()  # wrong passwords are counted there, and how far screening was

    def octets(self, size: int = 32) -> bytes:
        return (next(self.drawn) % 256**size).to_bytes(size, "big")

    def choice(self, among: str) -> str:
        return among[next(self.drawn) % len(among)]

    def numbering(self) -> list[tuple[str, int]]:
        if connection.vendor != "postgresql":
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences")
            return cursor.fetchall()

    def number_again_from(self, numbering: list[tuple[str, int]]) -> None:
        if numbering:
            with connection.cursor() as cursor:
                again = ", ".join(["setval(%s, %s, %s)"] * len(numbering))
                given = [(name, max(last, 1), last > 0) for name, last in numbering]  # 0: none was given yet
                cursor.execute(f"SELECT {again}", [part for three in given for part in three])


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Stillness:
    stillness = Stillness()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(cache_headers, "time", types.SimpleNamespace(time=NOW.timestamp))
    monkeypatch.setattr(uuid, "os", types.SimpleNamespace(urandom=stillness.octets))
    chance = types.SimpleNamespace(choice=stillness.choice, compare_digest=secrets.compare_digest)
    monkeypatch.setattr(crypto, "secrets", chance)
    monkeypatch.setattr(secrets, "token_bytes", stillness.octets)
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: stillness.octets(size).hex())
    monkeypatch.setattr(secrets, "token_hex", lambda size=32: stillness.octets(size).hex())
    return stillness
