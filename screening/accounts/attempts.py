"""Slows down guessing of passwords: ten wrong ones for an address from one place, or a hundred from it for any."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

ALLOWED, ALLOWED_FROM_A_PLACE, PAUSE = 10, 100, 15 * 60  # wrong attempts, twice; seconds


def _limits(email: str, place: str) -> dict[str, int]:
    """What is counted: this address from this place, and all from this place, who try one password on many."""
    return {_key(email.strip().lower(), place): ALLOWED, _key("", place): ALLOWED_FROM_A_PLACE}


def _key(email: str, place: str) -> str:
    return "sign-in:" + hashlib.sha256(f"{email}|{place}".encode()).hexdigest()


def blocked(*, email: str, place: str) -> bool:
    return any(int(cache.get(key, 0)) >= allowed for key, allowed in _limits(email, place).items())


def failed(*, email: str, place: str) -> None:
    for key in _limits(email, place):
        if not cache.add(key, 1, PAUSE):
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two calls
                cache.set(key, 1, PAUSE)


def succeeded(*, email: str, place: str) -> None:
    cache.delete(_key(email.strip().lower(), place))
