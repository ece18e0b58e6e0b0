"""Slows down guessing of passwords: ten wrong ones for an address from one place, then a pause."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

ALLOWED, PAUSE = 10, 15 * 60  # wrong attempts; seconds


def _key(email: str, place: str) -> str:
    return "sign-in:" + hashlib.sha256(f"{email.strip().lower()}|{place}".encode()).hexdigest()


def blocked(*, email: str, place: str) -> bool:
    return int(cache.get(_key(email, place), 0)) >= ALLOWED


def failed(*, email: str, place: str) -> None:
    key = _key(email, place)
    if not cache.add(key, 1, PAUSE):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, PAUSE)


def succeeded(*, email: str, place: str) -> None:
    cache.delete(_key(email, place))
