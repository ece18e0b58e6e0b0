"""The history server: sets of PMIDs kept under WebEnv and query_key."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

_KEPT: Final = 200  # environments; the oldest go first


class HistoryLost(LookupError):
    """There is no such set, or no longer."""


class History:
    def __init__(self) -> None:
        self._sets: OrderedDict[str, list[Sequence[int]]] = OrderedDict()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def keep(self, pmids: Sequence[int], webenv: str = "") -> tuple[str, int]:
        """Store a set; gives its WebEnv (a new one unless ``webenv`` still exists) and query_key."""
        with self._lock:
            if webenv not in self._sets:
                webenv = f"MCID_standin{next(self._numbers):08}"
                self._sets[webenv] = []
                while len(self._sets) > _KEPT:
                    self._sets.popitem(last=False)
            self._sets[webenv].append(pmids)
            return webenv, len(self._sets[webenv])

    def pmids(self, webenv: str, query_key: int) -> Sequence[int]:
        with self._lock:
            kept = self._sets.get(webenv, [])
            if not 1 <= query_key <= len(kept):
                raise HistoryLost(f"Unable to obtain query #{query_key}")
            return kept[query_key - 1]

    def expire(self) -> None:
        with self._lock:
            self._sets.clear()
