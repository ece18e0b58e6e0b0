from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest
import redis

from screening.lib import broker
from screening.lib.rate_limit import (
    Lane,
    LocalLimiter,
    RateLimiter,
    RedisLimiter,
    Stopped,
    limiter_for,
    pause,
    wait_for_slot,
)
from tests.workers import wait_until

LANE = Lane("rate:example.org:test", 0.02)
SLOW_LANE = Lane("rate:example.org:slow", 100)  # no machine is so busy that it is free again within a test
TWO_WORKERS = """
import sys, time
from screening.lib.rate_limit import Lane, limiter_for, wait_for_slot
limiter = limiter_for(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(8):
    wait_for_slot(limiter, Lane("rate:shared", 0.05), lambda: False)
    print(time.time())
"""


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    binary = broker.find_binary()
    if binary is None:
        pytest.skip("no Valkey or Redis server on this machine")
    folder = tmp_path_factory.mktemp("redis")
    path = broker.socket_path(folder)
    server = subprocess.Popen(broker.command(binary, path=path, folder=folder), stdout=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: broker.answers(path))
        yield broker.url(path)
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(params=["local", "redis"])
def limiter(request: pytest.FixtureRequest) -> RateLimiter:
    if request.param == "local":
        return LocalLimiter()
    client = redis.Redis.from_url(request.getfixturevalue("redis_url"))
    client.flushall()
    return RedisLimiter(client)


def test_slots_are_an_interval_apart_for_all_threads_together(limiter: RateLimiter) -> None:
    taken: list[float] = []

    def work() -> None:
        for _ in range(5):
            wait_for_slot(limiter, LANE, lambda: False)
            taken.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 20
    assert_apart([at - began for at in sorted(taken)], LANE.interval)


def assert_apart(noted: list[float], interval: float) -> None:
    """Each slot is noted after it was granted, and on a busy machine long after: never sooner than its place in the
    row allows."""
    assert all(at >= place * interval * 0.98 for place, at in enumerate(noted)), noted


def test_lanes_do_not_wait_for_each_other(limiter: RateLimiter) -> None:
    assert limiter.take(SLOW_LANE) == 0
    assert 0 < limiter.take(SLOW_LANE) <= SLOW_LANE.interval
    assert limiter.take(Lane("rate:other", 1)) == 0


def test_hold_stops_everybody_and_is_never_shortened(limiter: RateLimiter) -> None:
    limiter.hold(LANE, 200)
    limiter.hold(LANE, 1)
    assert 150 < limiter.take(LANE) <= 200


def test_a_hold_has_an_upper_bound(limiter: RateLimiter) -> None:
    limiter.hold(LANE, 10**9)
    assert 250 < limiter.take(LANE) <= 300


def test_processes_share_one_limit(redis_url: str) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", TWO_WORKERS, redis_url], stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    began = time.time()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    times = sorted(float(line) - began for worker in workers for line in worker.communicate()[0].split())
    assert len(times) == 16
    assert_apart(times, 0.05)


def test_without_redis_each_process_keeps_its_own_limit(tmp_path: Path) -> None:
    limiter = RedisLimiter(redis.Redis.from_url(f"unix://{tmp_path}/nobody.sock"))
    assert limiter.take(SLOW_LANE) == 0
    assert limiter.take(SLOW_LANE) > 0
    limiter.hold(SLOW_LANE, 250)
    assert limiter.take(SLOW_LANE) > 150


def test_one_limiter_per_process_and_server() -> None:
    assert limiter_for("") is limiter_for("")
    assert isinstance(limiter_for(""), LocalLimiter)


def test_lane_names_the_key_only_by_its_hash() -> None:
    lane = Lane.of("example.org", "s3cret-key", per_second=10)
    assert "s3cret" not in lane.name
    assert lane.interval == pytest.approx(0.1)
    assert lane != Lane.of("example.org", "", per_second=10)


def test_waiting_ends_when_the_caller_stops() -> None:
    limiter = LocalLimiter()
    limiter.hold(LANE, 60)
    slept: list[float] = []
    with pytest.raises(Stopped):
        wait_for_slot(limiter, LANE, lambda: len(slept) == 3, slept.append)
    with pytest.raises(Stopped):
        pause(60, lambda: len(slept) == 6, slept.append)
    assert len(slept) == 6
    assert max(slept) <= 0.25


def test_pause_sleeps_as_long_as_asked() -> None:
    slept: list[float] = []
    pause(0.6, lambda: False, slept.append)
    assert sum(slept) == pytest.approx(0.6)
