"""Everything of the stand-in but HTTP: the utilities, the faults ordered, what was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, Final

from screening.demo.corpus import demo_collection
from screening.demo.corpus.collection import Collection
from screening.demo.corpus.links import Links
from screening.demo.eutils.answer import Answer, error, plain
from screening.demo.eutils.efetch import efetch
from screening.demo.eutils.elink import elink
from screening.demo.eutils.esearch import esearch
from screening.demo.eutils.faults import REPLACED, Fault, Faults
from screening.demo.eutils.gate import Gate
from screening.demo.eutils.history import History
from screening.demo.eutils.log import Seen, peak_rate
from screening.demo.eutils.others import einfo, epost, esummary
from screening.demo.eutils.request import Request
from screening.demo.eutils.revisions import Revisions

GOOD_KEY: Final = "stand-in-key"
_UTILITIES: Final = {"esearch": esearch, "esummary": esummary, "epost": epost, "einfo": einfo}


class Backend:
    def __init__(
        self,
        collection: Collection | None = None,
        rate_limit: bool = False,
        keys: Iterable[str] = (GOOD_KEY,),
        revised: bool = False,
    ) -> None:
        self.collection = collection or demo_collection()
        self.revisions = Revisions(self.collection, from_start=revised)
        self.links = Links(self.collection)
        self.gate = Gate(frozenset(keys), limited=rate_limit)
        self.history = History()
        self.faults = Faults()
        self.requests: list[Seen] = []
        self.stopping = threading.Event()

    def fail(self, kind: str, times: int = 1, on: str = "", after: int = 0, pmid: int = 0) -> None:
        """Order a fault: ``times`` requests to the utility ``on`` go wrong, after ``after`` good ones.

        Kinds and the meaning of ``pmid``: faults.py. An unknown kind is a ValueError.
        """
        self.faults.order(Fault(kind, times, on, after, pmid))

    def heal(self) -> None:
        """Forget the faults that have not happened yet."""
        self.faults.clear()

    def expire_history(self) -> None:
        self.history.expire()

    def seen(self, utility: str) -> list[Seen]:
        return [request for request in self.requests if request.utility == utility]

    @property
    def peak_rate(self) -> int:
        """The most requests that arrived within any one second."""
        return peak_rate(self.requests)

    @property
    def anonymous(self) -> list[Seen]:
        """Requests that named no tool or no e-mail address, against NCBI's policy."""
        return [request for request in self.requests if request.anonymous]

    def report(self) -> dict[str, Any]:
        return {
            "requests": [request.as_json() for request in self.requests],
            "peak_rate": self.peak_rate,
            "anonymous": len(self.anonymous),
        }

    def refusal(self, request: Request) -> Answer | None:
        """What is said to a request that never reaches a utility."""
        if request.utility not in (*_UTILITIES, "efetch", "elink"):
            return plain(f"There is no utility {request.utility}", 404)
        return self.gate.refusal(request)

    def answer(self, request: Request, fault: Fault | None) -> Answer:
        utility, kind = request.utility, fault.kind if fault else ""
        if kind == "lost_history":
            self.history.expire()
        if kind in REPLACED:
            return REPLACED[kind](utility)
        if request.get("db", "pubmed") != "pubmed":
            return error(utility, f"Invalid db name specified: {request.get('db')}", json_wanted=request.json)
        if utility == "elink":
            return elink(request, self.links)
        if utility == "efetch":
            year = 2027 if kind == "new_element" else 2025
            reshape = fault.reshape if fault else None
            return efetch(request, self.collection, self.history, reshape, year, self.revisions.element)
        return _UTILITIES[utility](request, self.collection, self.history)
