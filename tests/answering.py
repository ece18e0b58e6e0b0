"""How many requests the server in this process is answering now.

What a closing page sends last (a vote, what it gives back) may be answered after the window is gone. While it is, the
database must not be emptied: PostgreSQL would find a deadlock, and the next test the rows of this one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_lock = threading.Lock()  # each connection has a thread of its own
_now, _changed_at = 0, 0.0


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware; Django's own signal does not tell the end of a request whose connection broke."""

    def answer(request: HttpRequest) -> HttpResponse:
        _change(1)
        try:
            return get_response(request)
        finally:
            _change(-1)

    return answer


def _change(by: int) -> None:
    global _now, _changed_at
    with _lock:
        _now, _changed_at = _now + by, time.monotonic()


def wait_for_silence() -> None:
    """Until nothing was asked for a twentieth of a second; fails after ten seconds."""
    ends = time.monotonic() + 10
    while _now or time.monotonic() < _changed_at + 0.05:
        assert time.monotonic() < ends, f"{_now} requests are still being answered"
        time.sleep(0.01)
