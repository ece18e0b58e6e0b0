"""Which requests came in: for tests, benchmarks and whoever wonders what is sent to NCBI."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from screening.demo.eutils.request import Request


@dataclass
class Seen:
    """One request. The API key is never kept, only whether there was one."""

    utility: str
    method: str
    term: str
    ids: int
    size: int  # bytes of the request's body
    tool: str
    email: str
    keyed: bool
    fields: dict[str, str]
    at: float = field(default_factory=time.monotonic)  # seconds, this process's clock
    status: int = 0  # 0: no answer (yet)
    sent: int = 0  # bytes of the answer's body
    fault: str = ""

    @classmethod
    def of(cls, request: Request) -> Seen:
        fields = {name: request.get(name) for name in request.fields if name not in ("api_key", "id")}
        return cls(
            utility=request.utility,
            method=request.method,
            term=request.get("term"),
            ids=len(request.ids),
            size=request.size,
            tool=request.get("tool"),
            email=request.get("email"),
            keyed="api_key" in request.fields,
            fields=fields,
        )

    @property
    def anonymous(self) -> bool:
        return not (self.tool and self.email)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def peak_rate(seen: Iterable[Seen]) -> int:
    """The most requests that arrived within any one second."""
    times = sorted(request.at for request in seen)
    start = most = 0
    for end, moment in enumerate(times):
        while moment - times[start] >= 1:
            start += 1
        most = max(most, end - start + 1)
    return most
