"""Work in a thread that its owner can walk away from: how a person's cancel ends a wait for a hung server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

from screening.lib.rate_limit import SLICE, Stopped

Result = TypeVar("Result")


class Errand(Generic[Result]):
    """Runs ``work(stopped)`` at once in a daemon thread; ``stopped`` tells it that nobody waits any more.

    ``work`` must end by itself some time (time-outs). It must not touch the database: connections
    belong to threads.
    """

    def __init__(self, work: Callable[[Callable[[], bool]], Result]) -> None:
        self._abandoned = threading.Event()
        self._future: Future[Result] = Future()
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Callable[[], bool]], Result]) -> None:
        try:
            self._future.set_result(work(self._abandoned.is_set))
        except BaseException as error:  # handed to whoever asks for the result
            self._future.set_exception(error)

    def result(self, cancelled: Callable[[], bool]) -> Result:
        """What ``work`` returned or raised; ``Stopped`` soon after ``cancelled()``, asked in this thread."""
        try:
            while not cancelled():
                if wait([self._future], timeout=SLICE).done:
                    return self._future.result()
            raise Stopped
        finally:
            self.abandon()

    def abandon(self) -> None:
        self._abandoned.set()
