"""What goes wrong on demand. Every kind was seen on the live service; the texts are as reported there."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from screening.demo.eutils.answer import Answer, as_json, error, head, plain, result, xml
from screening.demo.eutils.efetch import Reshape

_BACKEND: Final = "Search Backend failed: Database is not supported: pubmed"
_NO_CONNECTION: Final = "Search Backend failed: Unable to open connection to #PMQuerySrv?dbaf=pubmed"
_VIEWER: Final = " Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout"
_LINK_SERVER: Final = "Couldn't resolve #exLinkSrv2, the address table is empty."
_HTML: Final = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html><head><title>NCBI/eutils - WWW Error {0} '
    "Diagnostic</title></head><body><h1>Server Error</h1><p>There is a temporary problem.</p></body></html>"
)


def _page(status: int, shown: int) -> Answer:
    return Answer(_HTML.format(shown).encode(), status, "text/html; charset=UTF-8")


# Answers given in place of the right one, by the utility asked.
REPLACED: Final[dict[str, Callable[[str], Answer]]] = {
    "500": lambda utility: _page(500, 500),
    "502": lambda utility: _page(502, 502),
    "html": lambda utility: _page(200, 500),
    "error200": lambda utility: error(utility, _BACKEND),
    "outage": lambda utility: error(utility, _NO_CONNECTION),
    "error_in_efetch": lambda utility: error("efetch", "Cannot retrieve the requested records at this time."),
    "timeout400": lambda utility: error(utility, _VIEWER, status=400),
    "lost_history": lambda utility: error(
        utility, "Unable to obtain query #1", status=400 if utility == "efetch" else 200
    ),
    "429": lambda utility: too_many("127.0.0.1", 4, 3),
    "empty": lambda utility: plain(""),
    "link_server": lambda utility: error(utility, _LINK_SERVER),
    "no_root": lambda utility: xml(head(utility)),
    "empty_root": lambda utility: result(utility, ""),
}
# Ways to damage the transport of a right answer.
TRANSPORTS: Final = frozenset({"reset", "hang", "slow", "truncated"})


def _struck(pmids: Sequence[int], named: int) -> int:
    return named or (pmids[len(pmids) // 2] if pmids else 0)


def _half(pmids: Sequence[int], elements: list[str], named: int) -> list[str]:
    return elements[: len(elements) // 2]


def _omit(pmids: Sequence[int], elements: list[str], named: int) -> list[str]:
    return [element for pmid, element in zip(pmids, elements, strict=True) if pmid != _struck(pmids, named)]


def _spoil(change: Callable[[str], str]) -> Callable[[Sequence[int], list[str], int], list[str]]:
    """Change one record: the one named, or the middle one."""

    def spoiled(pmids: Sequence[int], elements: list[str], named: int) -> list[str]:
        target = _struck(pmids, named)
        return [change(e) if pmid == target else e for pmid, e in zip(pmids, elements, strict=True)]

    return spoiled


def _new_elements(pmids: Sequence[int], elements: list[str], named: int) -> list[str]:
    extra = '<FutureList Kind="new"><Future>unknown in 2025</Future></FutureList>'
    return [re.sub(r"(</(?:Article|Book)>)", rf"\1{extra}", element, count=1) for element in elements]


# Ways to change the records of a right efetch answer.
RESHAPED: Final[dict[str, Callable[[Sequence[int], list[str], int], list[str]]]] = {
    "half": _half,
    "omit": _omit,
    "bad_record": _spoil(lambda e: e.replace("<ArticleTitle", "<Broken>\x0b</Broken><ArticleTitle", 1)),
    "broken_record": _spoil(lambda e: e.replace("</ArticleTitle>", "", 1)),
    "new_element": _new_elements,
}
KINDS: Final = frozenset({*REPLACED, *TRANSPORTS, *RESHAPED})


def too_many(who: str, count: int, limit: int) -> Answer:
    said = {"error": "API rate limit exceeded", "api-key": who, "count": str(count), "limit": str(limit)}
    return as_json(said, 429, Retry_After="2", X_RateLimit_Limit=str(limit), X_RateLimit_Remaining="0")


@dataclass
class Fault:
    """``times`` requests to ``on`` (empty: any utility) go wrong, after ``after`` that go well.

    ``pmid`` names the record that ``omit``, ``bad_record`` and ``broken_record`` strike (0: the middle one).
    """

    kind: str
    times: int = 1
    on: str = ""
    after: int = 0
    pmid: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault of the kind {self.kind!r}; there are {', '.join(sorted(KINDS))}")
        if self.kind in RESHAPED:
            self.on = "efetch"

    @property
    def reshape(self) -> Reshape | None:
        change = RESHAPED.get(self.kind)
        return (lambda pmids, elements: change(pmids, elements, self.pmid)) if change else None


class Faults:
    """The faults still to come, first ordered first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def order(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def due(self, utility: str) -> Fault | None:
        """The fault that strikes this request, if any; counts it as served."""
        with self._lock:
            for fault in self._waiting:
                if fault.on not in ("", utility):
                    continue
                if fault.after:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
