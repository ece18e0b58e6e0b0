"""Whose turn it is to write. SQLite lets one write at a time, and who comes second asks again after pauses that grow to
a tenth of a second: with ten people at it most of the time is spent pausing, and chance says who is served.

Here who comes second is told at once: threads of one process by a lock, processes by one on a file.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time

PAUSE = 0.0005  # seconds between two looks at what another process holds


class Turn:
    """Of one database in one process. Nothing stands or falls with it: who waited in vain for ``seconds`` goes on
    without it, and SQLite lets them write or not, as ever."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = threading.Lock()

    def take(self, seconds: float) -> int | None:
        """What is to be given back; ``None`` where it was waited for in vain."""
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            return None
        # opened each time: a process that forks would share it with its children
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while not _locked(file):
            if time.monotonic() > until:
                self.give(file)
                return None
            time.sleep(PAUSE)
        return file

    def give(self, file: int) -> None:
        os.close(file)  # and with it the lock
        self._threads.release()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
