"""The stand-in itself: an HTTP server on the loopback interface."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from types import TracebackType

from screening.demo.corpus.collection import Collection
from screening.demo.eutils.backend import GOOD_KEY, Backend
from screening.demo.eutils.server import Server


class StandIn(Backend):
    """Start and stop it, or use it as a context manager; see Backend for faults and what it saw.

    ``port`` 0 takes a free one. ``url`` ends in ``/entrez/eutils/`` and goes into ``NCBI_BASE_URL``.
    """

    def __init__(
        self,
        collection: Collection | None = None,
        port: int = 0,
        rate_limit: bool = False,
        keys: Iterable[str] = (GOOD_KEY,),
        revised: bool = False,
    ) -> None:
        super().__init__(collection, rate_limit, keys, revised)
        self._server = Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/entrez/eutils/"

    def start(self) -> StandIn:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
