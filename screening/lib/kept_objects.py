"""For code that builds up many objects and keeps them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for garbage in cycles meanwhile: it would walk all that is kept, again and again, and find none.

    Reference counts go on freeing what is not needed. It is the whole process that pauses, so keep it short.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
