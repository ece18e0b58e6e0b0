"""The server as ``manage.py serve`` starts it, in a process group of its own, which can be shot at."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from screening.management.everything import web_answers, web_child


class Server:
    def __init__(self, *, processes: int, environment: Mapping[str, str], log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.processes, self.environment, self.log = processes, environment, log
        self.start()

    def start(self) -> None:
        child = web_child("127.0.0.1", self.port, self.processes)
        with self.log.open("a") as log:
            self.master = subprocess.Popen(
                child.command, env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while not web_answers("127.0.0.1", self.port):
            assert time.monotonic() < deadline, f"The server does not answer: see {self.log}"
            time.sleep(0.1)

    def kill_worker(self) -> None:
        """One of its processes dies at once, with whatever it was doing."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def kill(self) -> None:
        """All die at once, and nobody answers until ``start``."""
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()

    def stop(self) -> None:
        """As an administrator stops it."""
        self.master.terminate()
        self.master.wait()
