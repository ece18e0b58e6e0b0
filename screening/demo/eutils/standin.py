"""The stand-in itself: start it, order faults, ask what it saw."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

from screening.demo.corpus import demo_collection
from screening.demo.corpus.collection import Collection
from screening.demo.eutils.answer import Answer, error, plain
from screening.demo.eutils.efetch import efetch
from screening.demo.eutils.esearch import esearch
from screening.demo.eutils.faults import REPLACED, Fault, Faults
from screening.demo.eutils.gate import Gate
from screening.demo.eutils.history import History
from screening.demo.eutils.log import Seen, peak_rate
from screening.demo.eutils.others import einfo, epost, esummary
from screening.demo.eutils.request import Request
from screening.demo.eutils.server import Handler

GOOD_KEY: Final = "stand-in-key"
_UTILITIES: Final = {"esearch": esearch, "esummary": esummary, "epost": epost, "einfo": einfo}


class StandIn:
    """An E-utilities server on the loopback interface; a context manager that starts and stops it.

    ``port`` 0 takes a free one. ``url`` ends in ``/entrez/eutils/`` and goes into ``NCBI_BASE_URL``.
    """

    def __init__(
        self,
        collection: Collection | None = None,
        port: int = 0,
        rate_limit: bool = False,
        keys: Iterable[str] = (GOOD_KEY,),
    ) -> None:
        self.collection = collection or demo_collection()
        self.gate = Gate(frozenset(keys), limited=rate_limit)
        self.history = History()
        self.faults = Faults()
        self.requests: list[Seen] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/entrez/eutils/"

    @property
    def peak_rate(self) -> int:
        """The most requests that arrived within any one second."""
        return peak_rate(self.requests)

    @property
    def anonymous(self) -> list[Seen]:
        """Requests that named no tool or no e-mail address, against NCBI's policy."""
        return [request for request in self.requests if request.anonymous]

    def seen(self, utility: str) -> list[Seen]:
        return [request for request in self.requests if request.utility == utility]

    def fail(self, kind: str, times: int = 1, on: str = "", after: int = 0, pmid: int = 0) -> None:
        """Order a fault; see faults.py for the kinds."""
        self.faults.order(Fault(kind, times, on, after, pmid))

    def heal(self) -> None:
        """Forget the faults that have not happened yet."""
        self.faults.clear()

    def expire_history(self) -> None:
        self.history.expire()

    def refusal(self, request: Request) -> Answer | None:
        """What is said to a request that never reaches a utility."""
        if request.utility not in (*_UTILITIES, "efetch"):
            return plain(f"There is no utility {request.utility}", 404)
        return self.gate.refusal(request)

    def answer(self, request: Request, fault: Fault | None) -> Answer:
        utility = request.utility
        if fault and fault.kind in REPLACED:
            return self._replaced(fault.kind, utility)
        if request.get("db", "pubmed") != "pubmed":
            return error(utility, f"Invalid db name specified: {request.get('db')}", json_wanted=request.json)
        if utility == "efetch":
            year = 2027 if fault and fault.kind == "new_element" else 2025
            return efetch(request, self.collection, self.history, fault.reshape if fault else None, year)
        return _UTILITIES[utility](request, self.collection, self.history)

    def _replaced(self, kind: str, utility: str) -> Answer:
        if kind == "lost_history":
            self.history.expire()
        return REPLACED[kind](utility)

    def report(self) -> dict[str, Any]:
        return {
            "requests": [request.as_json() for request in self.requests],
            "peak_rate": self.peak_rate,
            "anonymous": len(self.anonymous),
        }

    def start(self) -> StandIn:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], standin: StandIn) -> None:
        self.standin = standin
        super().__init__(address, Handler)
