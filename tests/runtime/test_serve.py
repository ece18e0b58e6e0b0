"""``manage.py serve`` in a data folder of its own, with its children killed under it."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from screening.lib import broker
from tests.workers import wait_until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc"),
    pytest.mark.skipif(broker.find_binary() is None, reason="no Valkey or Redis for this platform"),
]
COMMAND_LINES = {
    "web": "\0gunicorn\0",
    "worker": "\0worker\0",
    "scheduler": "\0beat\0",
    "broker": "broker.sock",
}


@dataclass
class Served:
    """A running ``serve`` and what it has written."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)

    def read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def child(self, name: str) -> int | None:
        """The process id of one of the children in ``COMMAND_LINES``."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rsplit(")")[1].split()[1])
                if parent == self.process.pid and COMMAND_LINES[name] in (folder / "cmdline").read_text():
                    return int(folder.name)
            except (FileNotFoundError, ProcessLookupError):
                continue
        return None

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def serve(folder: Path, port: int) -> subprocess.Popen[str]:
    left_out = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={port}", "--web-workers=1", "--task-workers=1"],
        cwd=settings.BASE_DIR,
        env=env | {"REVIEWAPP_DATA_DIR": str(folder), "REVIEWAPP_BOOTSTRAP": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    """Below those that the system hands out: until ``serve`` takes it, no other test's connection may."""
    for port in random.sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    running = Served(serve(tmp_path_factory.mktemp("served"), port), port)
    reader = threading.Thread(target=running.read, daemon=True)
    reader.start()
    try:
        assert wait_until(lambda: "Ready:" in running.output or running.process.poll() is not None)
        assert "Ready:" in running.output, running.output
        yield running
    finally:
        running.process.terminate()
        try:
            running.process.wait(60)
        except subprocess.TimeoutExpired:
            running.process.kill()
        reader.join(5)


def test_it_is_ready_when_it_says_so_and_shows_the_first_password(served: Served) -> None:
    assert served.answers()
    assert f"http://localhost:{served.port}/" in served.output
    assert re.search(r"owner@localhost +password \S{16}\n", served.output)


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_a_killed_child_comes_back(served: Served, name: str) -> None:
    first = served.child(name)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: served.child(name) not in (None, first)), served.output
    assert wait_until(served.answers), served.output


def test_a_worker_outlives_its_broker(served: Served) -> None:
    """The pulse goes on only while the worker talks to the broker, which was killed above."""
    pulse = Path(served.output.split("Data folder:")[1].split()[0]) / "run" / "worker.pulse"
    worker, before = served.child("worker"), pulse.stat().st_mtime_ns
    assert wait_until(lambda: pulse.stat().st_mtime_ns > before), served.output
    assert served.child("worker") == worker, "and not one that was started in its place"


def test_a_second_start_on_the_same_data_is_refused(served: Served) -> None:
    folder = Path(served.output.split("Data folder:")[1].split()[0])
    with serve(folder, free_port()) as second:
        output, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "already uses" in output


def test_a_taken_port_is_named(served: Served, tmp_path: Path) -> None:
    with serve(tmp_path, served.port) as second:
        output, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"--port {served.port + 1}" in output
    assert "Traceback" not in output


def test_ctrl_c_stops_everything(served: Served) -> None:
    assert wait_until(lambda: all(map(served.child, COMMAND_LINES))), served.output
    children = [served.child(name) for name in COMMAND_LINES]
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not served.answers()
