"""One rate limit per service and key, kept by all workers together.

A slot is granted only when the one before it is old enough, so requests are spaced and never come in bursts
(the generic cell rate algorithm with no tolerance). With Redis the decision is one script on the server, by
its clock; without it, the threads of this process share a lock.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import redis

SLICE = 0.25  # seconds between two looks at whether the person has cancelled
LONGEST_HOLD = 300.0

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The caller asked to stop while something was waited for."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What is limited together: requests of one ``name`` come at least ``interval`` seconds apart."""

    name: str
    interval: float

    @classmethod
    def of(cls, host: str, secret: str, *, per_second: float) -> Lane:
        """The lane of one host and key. Of the key only a hash is kept: others may read names of lanes."""
        digest = hashlib.sha256(secret.encode()).hexdigest()[:16] if secret else "anonymous"
        return cls(f"rate:{host}:{digest}", 1 / per_second)


class RateLimiter(Protocol):
    def take(self, lane: Lane) -> float:
        """0.0: a slot was granted. Otherwise the seconds after which it is worth asking again."""
        ...

    def hold(self, lane: Lane, seconds: float) -> None:
        """Grant nobody a slot for so long: the service said ``Retry-After`` to one of us."""
        ...


class LocalLimiter:
    """The limit of one process: right for a single worker, and what remains when Redis cannot be asked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def take(self, lane: Lane) -> float:
        with self._lock:
            now = self._clock()
            wait = self._free_at.get(lane.name, now) - now
            if wait > 0:
                return wait
            self._free_at[lane.name] = now + lane.interval
            return 0.0

    def hold(self, lane: Lane, seconds: float) -> None:
        with self._lock:
            until = self._clock() + min(seconds, LONGEST_HOLD)
            self._free_at[lane.name] = max(until, self._free_at.get(lane.name, until))


# The key holds the time (microseconds, Redis's clock) from which the next slot is free.
_TAKE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local free_at = tonumber(redis.call('GET', KEYS[1]) or '0')
if free_at > now then return free_at - now end
redis.call('SET', KEYS[1], string.format('%.0f', now + ARGV[1]), 'PX', math.ceil(ARGV[1] / 1000) + 1000)
return 0
"""
_HOLD = """
local t = redis.call('TIME')
local until_ = t[1] * 1000000 + t[2] + ARGV[1]
if until_ > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], string.format('%.0f', until_), 'PX', math.ceil(ARGV[1] / 1000) + 1000)
end
return 0
"""


class RedisLimiter:
    """The limit of every process that shares one Redis or Valkey. While that is away, each keeps its own."""

    def __init__(self, client: redis.Redis) -> None:
        self._take = client.register_script(_TAKE)
        self._hold = client.register_script(_HOLD)
        self._fallback = LocalLimiter()

    def take(self, lane: Lane) -> float:
        try:
            microseconds = self._take(keys=[lane.name], args=[round(lane.interval * 1e6)])
        except redis.RedisError as error:
            log.warning("rate limit is kept by this process alone: %s", type(error).__name__)
            return self._fallback.take(lane)
        return float(microseconds) / 1e6

    def hold(self, lane: Lane, seconds: float) -> None:
        self._fallback.hold(lane, seconds)
        try:
            self._hold(keys=[lane.name], args=[round(min(seconds, LONGEST_HOLD) * 1e6)])
        except redis.RedisError as error:
            log.warning("pause is kept by this process alone: %s", type(error).__name__)


@lru_cache
def limiter_for(redis_url: str) -> RateLimiter:
    """One limiter per process, shared by all through ``redis_url`` (``redis://``, ``unix://`` …) if given."""
    if not redis_url:
        return LocalLimiter()
    return RedisLimiter(redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=5))


def wait_for_slot(
    limiter: RateLimiter,
    lane: Lane,
    stopped: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return once a slot is ours, or raise ``Stopped`` within ``SLICE`` seconds of ``stopped()``."""
    while True:
        if stopped():
            raise Stopped
        if not (wait := limiter.take(lane)):
            return
        sleep(min(wait, SLICE))


def pause(seconds: float, stopped: Callable[[], bool], sleep: Callable[[float], None] = time.sleep) -> None:
    """Sleep, or raise ``Stopped`` within ``SLICE`` seconds of ``stopped()`` turning true."""
    while seconds > 0:
        if stopped():
            raise Stopped
        sleep(min(seconds, SLICE))
        seconds -= SLICE
