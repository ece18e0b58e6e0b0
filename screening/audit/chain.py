"""The arithmetic of the hash chain. No Django: anyone can verify an exported trail with this file alone.

Each event's hash covers its content in canonical JSON and the hash before it; the head's seal is an HMAC
over length and last hash with a key that is not in the database, so that cutting off the end, or rewriting
everything from some point on, needs more than write access to the tables.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


def canonical(content: Mapping[str, Any]) -> bytes:
    """One JSON text per value: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def link(previous: str, content: Mapping[str, Any]) -> str:
    """The hash of an event that follows ``previous`` (64 hex digits)."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def seal(key: bytes, chain: int, length: int, last: str) -> str:
    return hmac.new(key, f"{chain}:{length}:{last}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """An event as the chain sees it."""

    sequence: int
    content: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain says it ends."""

    length: int
    last: str
    seal: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first event that is not as it was written; ``sequence`` counts from 1."""

    sequence: int
    why: str


def first_break(chain: int, links: Iterable[Link], head: Head | None, keys: Iterable[bytes]) -> Break | None:
    """Walk the chain in sequence order; ``None`` when it is whole. ``keys``: current seal key, then old ones."""
    previous, count = GENESIS, 0
    for entry in links:
        count += 1
        if entry.sequence != count:
            return Break(count, f"event {count} is missing or out of order (found {entry.sequence})")
        if entry.previous != previous:
            return Break(count, f"event {count} does not follow the event before it")
        if link(previous, entry.content) != entry.hash:
            return Break(count, f"event {count} was changed after it was written")
        previous = entry.hash
    return _head_break(chain, count, previous, head, keys)


def _head_break(chain: int, count: int, last: str, head: Head | None, keys: Iterable[bytes]) -> Break | None:
    if head is None:
        return Break(1, "the chain's head is missing") if count else None
    if head.length != count:
        return Break(min(head.length, count) + 1, f"{head.length} events were written, {count} are here")
    if head.last != last:
        return Break(count, "the last event is not the one that was sealed")
    if count and not any(hmac.compare_digest(seal(key, chain, count, last), head.seal) for key in keys):
        return Break(
            count, "the seal of the chain's head does not fit: it was not written by this installation"
        )
    return None
