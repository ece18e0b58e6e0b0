"""What goes wrong between us and a source, as the sentences a Connector raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from screening.lib.polite_http import Exhausted, Permanent, Transient
from screening.lib.rate_limit import Stopped
from screening.searches.connector import SearchCancelled, SearchInterrupted, SearchRefused


@contextmanager
def in_our_words(database: str, *secrets: str) -> Iterator[None]:
    """Turns failures of the network into a Connector's; should the source quote our key, it is left out."""
    try:
        yield
    except Permanent as refusal:
        raise SearchRefused(_without(secrets, refusal)) from None
    except Exhausted as trouble:
        raise SearchInterrupted(_without(secrets, trouble)) from None
    except Transient as trouble:
        raise SearchInterrupted(f"{_without(secrets, trouble)} {database} was asked several times.") from None
    except Stopped:
        raise SearchCancelled("The search was stopped.") from None


def _without(secrets: tuple[str, ...], failure: Exception) -> str:
    words = str(failure)
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    return words
