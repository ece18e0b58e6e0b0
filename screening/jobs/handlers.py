"""What to do for each kind of job. Slices add theirs with ``@handles`` in their ``jobs.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Handler = Callable[..., Any]
HANDLERS: dict[str, Handler] = {}
BLIND: set[str] = set()
Chore = Callable[[], object]
CHORES: dict[str, Chore] = {}


class JobRefused(Exception):
    """The job cannot succeed, now or later: it fails at once with this sentence for the person."""


class JobCancelled(Exception):
    """The person asked to stop, and the handler has stopped. What was done so far stays."""


def handles(kind: str, *, blind: bool = False) -> Callable[[Handler], Handler]:
    """Register ``handler(job, progress, **payload)`` for a kind of job. It must be re-runnable at any point.

    ``blind``: that there is such a job tells what somebody judged: while that is blind, others do not see it.
    """
    if blind:
        BLIND.add(kind)

    def add(handler: Handler) -> Handler:
        if HANDLERS.setdefault(kind, handler) is not handler:
            raise ValueError(f"Two handlers for {kind!r}")
        return handler

    return add


def chore(name: str) -> Callable[[Chore], Chore]:
    """Register what the scheduler asks for again and again (``CHORES`` in the settings says how often).

    Two workers may do it at the same moment, and it may be left out for a while: what is due must stand in rows.
    """

    def add(work: Chore) -> Chore:
        if CHORES.setdefault(name, work) is not work:
            raise ValueError(f"Two chores named {name!r}")
        return work

    return add
