"""How many requests the server in this process is answering now, and whether it takes any from windows.

What a closing page sends last (a vote, what it gives back) may be answered after the window is gone. While it is, the
database must not be emptied: PostgreSQL would find a deadlock, and the next test the rows of this one. What arrives
later still, on a busy machine, is turned away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_lock = threading.Lock()  # each connection has a thread of its own
_now, _open = 0, False


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware; Django's own signal does not tell the end of a request whose connection broke."""

    def answer(request: HttpRequest) -> HttpResponse:
        global _now
        from_a_window = "SERVER_SOFTWARE" in request.META  # Django's test client names none
        with _lock:
            if from_a_window and not _open:
                return HttpResponse(status=503)
            _now += 1
        try:
            return get_response(request)
        finally:
            with _lock:
                _now -= 1

    return answer


def open_door() -> None:
    global _open
    with _lock:
        _open = True


def close_door() -> None:
    """Take no more, and wait until what was taken is answered."""
    global _open
    with _lock:
        _open = False
    ends = time.monotonic() + 30
    while _now:
        assert time.monotonic() < ends, f"{_now} requests are still being answered"
        time.sleep(0.01)
