"""What NCBI turns away before a utility sees it: wrong keys, too many ids in a GET, too many requests."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Collection
from typing import Final

from screening.demo.eutils.answer import Answer, as_json, plain
from screening.demo.eutils.faults import too_many
from screening.demo.eutils.request import Request

MOST_IDS_BY_GET: Final = 200


class Gate:
    """``per_second`` requests per address, ``with_key`` per API key, within any second, if ``limited``."""

    def __init__(self, keys: Collection[str], limited: bool, per_second: int = 3, with_key: int = 10) -> None:
        self.keys = keys
        self.limited = limited
        self._per_second, self._with_key = per_second, with_key
        self._passed: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def refusal(self, request: Request) -> Answer | None:
        """Why this request is turned away, or ``None``."""
        if request.method == "GET" and len(request.ids) > MOST_IDS_BY_GET:
            return plain("Request-URI Too Long", 414)
        keyed = "api_key" in request.fields
        key = request.get("api_key")
        if keyed and key not in self.keys:
            said = {"error": "API key invalid", "api-key": key, "type": "invalid", "status": "unknown"}
            return as_json(said, 400)
        return self._too_fast(key or request.client, self._with_key if keyed else self._per_second)

    def _too_fast(self, who: str, limit: int) -> Answer | None:
        if not self.limited:
            return None
        now = time.monotonic()
        with self._lock:
            passed = self._passed[who]
            while passed and now - passed[0] >= 1:
                passed.popleft()
            if len(passed) >= limit:
                return too_many(who, len(passed) + 1, limit)
            passed.append(now)
        return None
