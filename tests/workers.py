"""Real worker processes, for tests of what must survive their death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from reviewapp.celery import app
from screening.lib import broker

StartWorker = Callable[..., "subprocess.Popen[bytes]"]


def wait_until(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and all it started, until it is gone: a dying worker swallows messages."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="session")
def running_broker() -> Iterator[None]:
    """The broker of the settings under test: the one of ``REDIS_URL``, or the bundled one on its socket."""
    if settings.REDIS_URL:
        yield
        return
    binary = broker.find_binary()
    if binary is None:
        pytest.skip("no Valkey or Redis for this platform: install redis-server or set REDIS_URL")
    path = broker.socket_path(settings.DATA_DIR)
    process = subprocess.Popen(broker.command(binary, path=path, folder=settings.DATA_DIR / "broker"))
    try:
        assert wait_until(lambda: broker.answers(path)), "the broker did not come up"
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def start_worker(running_broker: None, transactional_db: None) -> Iterator[StartWorker]:
    """``start_worker(application="reviewapp", **environment)``: a Celery worker on the test database."""
    app.control.purge()  # what earlier tests sent while nobody listened
    started: list[subprocess.Popen[bytes]] = []

    def start(application: str = "reviewapp", **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-q", "-A", application, "worker", "--concurrency=1"]
        process = subprocess.Popen(
            [*command, "--loglevel=WARNING", "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"DATABASE_URL": url_of_test_database(), "DJANGO_SETTINGS_MODULE": "reviewapp.settings"}
            | environment,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def url_of_test_database() -> str:
    """Where another process finds the database this test is writing to."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = f"{database['USER']}:{database['PASSWORD']}"
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
